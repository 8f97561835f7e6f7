import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import { createSecureContext, type TlsOptions } from 'node:tls'
import * as x509 from '@peculiar/x509'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const DAY = 86_400_000
const ISSUER = 'CN=Seaworthy throw-away lab'

/** An authority that lives as long as the lab, and signs for any host that the app asks for. */
export interface Authority {
  /** PEM, for `NODE_EXTRA_CA_CERTS` and its kin. */
  readonly certificate: string
  issue(host: string): Promise<{ readonly key: string; readonly cert: string }>
}

export async function createAuthority(): Promise<Authority> {
  x509.cryptoProvider.set(webcrypto as never)
  const keys = await generateKeys()
  const lasts = { notBefore: new Date(Date.now() - DAY), notAfter: new Date(Date.now() + 30 * DAY) }
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: ISSUER,
    ...lasts,
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  })
  const leaf = await generateKeys()
  const key = await pem(leaf.privateKey)
  let serial = 1
  const issued = new Map<string, Promise<{ key: string; cert: string }>>()
  const issueNew = async (host: string): Promise<{ key: string; cert: string }> => {
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: (++serial + 0x1000).toString(16),
      subject: `CN=${host.slice(0, 60)}`,
      issuer: authority.subject,
      ...lasts,
      publicKey: leaf.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new x509.BasicConstraintsExtension(false),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension([{ type: isIP(host) ? 'ip' : 'dns', value: host }]),
      ],
    })
    return { key, cert: certificate.toString('pem') }
  }
  return {
    certificate: authority.toString('pem'),
    issue: host => {
      const known = issued.get(host) ?? issueNew(host)
      issued.set(host, known)
      return known
    },
  }
}

/** For a server that answers under any name. */
export async function secured(authority: Authority): Promise<TlsOptions> {
  return {
    ...(await authority.issue('outside.invalid')),
    SNICallback: (host, done) => {
      authority.issue(host).then(
        pair => done(null, createSecureContext(pair)),
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      )
    },
  }
}

async function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return (await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair
}

async function pem(key: webcrypto.CryptoKey): Promise<string> {
  const body = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64')
  return `-----BEGIN PRIVATE KEY-----\n${body.match(/.{1,64}/g)!.join('\n')}\n-----END PRIVATE KEY-----\n`
}
