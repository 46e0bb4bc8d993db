//! Raw TLV walking of BER/DER, lenient where real certificates are.
