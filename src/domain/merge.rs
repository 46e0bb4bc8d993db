//! Merging of inventories of several readings and workstations.
