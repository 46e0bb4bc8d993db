#!/usr/bin/env bash
# Installs everything the tests check tokenctl with: other PKCS#11 modules and tools, LibreOffice, fonts. Does nothing
# if all of it is installed.
set -euo pipefail

scripts=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)

# softhsm2, opencryptoki, opensc         modules; pkcs11-tool and pkcs11-spy
# libnss3, libnss3-tools                 NSS softokn, and certutil, which makes its databases
# pcscd, vsmartcard-vpcd, iproute2, util-linux   a virtual reader for virtual cards, in separate namespaces
# gnutls-bin, openssl                    p11tool, certtool and openssl as independent judges
# libreoffice-*, poppler-utils, fonts    documents and workbooks are opened and checked
# libclang-dev, libssl-dev, libsqlite3-dev, gcc, libc6-dev, pkg-config   to build the kryoptic shim
# chromium, prometheus                   pages are opened, measured and printed; promtool checks metrics and alerts
# systemd                                systemd-analyze checks the units of the nightly audit
# swtpm, tpm2-tools, libtpm2-pkcs11-*     a TPM in software, and tokens in it
# jq, python3, tmux, unzip               the README's examples, JSON from outside, a terminal for prompts, unpacking letters
bash "$scripts/install-packages.sh" \
    softhsm2 opensc opensc-pkcs11 gnutls-bin opencryptoki openssl libnss3 libnss3-tools \
    pcscd vsmartcard-vpcd iproute2 util-linux \
    libreoffice-writer-nogui libreoffice-calc-nogui poppler-utils fontconfig fonts-dejavu-core fonts-liberation2 \
    gcc libc6-dev pkg-config libclang-dev libssl-dev libsqlite3-dev \
    chromium prometheus systemd \
    swtpm tpm2-tools libtpm2-pkcs11-1 libtpm2-pkcs11-tools libtss2-tcti-swtpm0 \
    jq python3 tmux procps unzip

# Certificates and revocation lists that violate RFC 5280 in every way: tests/verify/pkits.rs.
bash "$scripts/install-pkits.sh" >/dev/null
# Finds accessibility problems of a page: tests/page.
bash "$scripts/install-axe.sh" >/dev/null
