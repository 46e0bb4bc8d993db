"""A typical program with python-pkcs11: every token's certificates and public keys. benches/wire.py times it."""

import sys

import pkcs11

library = pkcs11.lib(sys.argv[1])
found = 0
for slot in library.get_slots(token_present=True):
    token = slot.get_token()
    if not token.flags & pkcs11.TokenFlag.TOKEN_INITIALIZED:
        continue
    with token.open() as session:
        for kind in (pkcs11.ObjectClass.CERTIFICATE, pkcs11.ObjectClass.PUBLIC_KEY):
            for item in session.get_objects({pkcs11.Attribute.CLASS: kind}):
                names = [pkcs11.Attribute.ID, pkcs11.Attribute.LABEL]
                if kind == pkcs11.ObjectClass.CERTIFICATE:
                    names.append(pkcs11.Attribute.VALUE)
                    found += 1
                for name in names:
                    item[name]
print(found)
