"""Certificates, good and bad ones, from an authority that only the test knows."""

from __future__ import annotations

import datetime as dt
import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = dt.timedelta(days=1)
NOW = dt.datetime.now(dt.UTC)


def contexts(folder: Path, hosts: dict[str, str]) -> tuple[dict[str, ssl.SSLContext], Path]:
    """Return a TLS context for each kind of certificate, and the file of the authority.

    ``hosts`` names the host of each kind: ``good``, ``self-signed``, ``expired``, ``other-host``
    (whose certificate is for another host).
    """
    key = ec.generate_private_key(ec.SECP256R1())
    authority = _certificate("Test authority", key, None, NOW + DAY)
    file = folder / "authority.pem"
    file.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    made = {}
    for kind, host in hosts.items():
        own = ec.generate_private_key(ec.SECP256R1())
        signer = None if kind == "self-signed" else (authority, key)
        ends = NOW - DAY if kind == "expired" else NOW + DAY
        named = "elsewhere.example" if kind == "other-host" else host
        made[kind] = _context(folder / f"{kind}.pem", _certificate(named, own, signer, ends), own)
    return made, file


def _certificate(
    host: str,
    key: ec.EllipticCurvePrivateKey,
    signer: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None,
    ends: dt.datetime,
) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    is_authority = " " in host
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(signer[0].subject if signer else name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - 9 * DAY)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
    )
    if not is_authority:
        names = x509.SubjectAlternativeName([x509.DNSName(host)])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(signer[1] if signer else key, hashes.SHA256())


def _context(
    file: Path, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey
) -> ssl.SSLContext:
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
