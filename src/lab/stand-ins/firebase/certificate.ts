import { webcrypto, type KeyObject } from 'node:crypto'
import type { LabWorld } from '../../stand-in.js'
import { tokenKeys } from '../tokens.js'

const made = new WeakMap<LabWorld, Promise<string>>()
const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } as const

/** The lab's key as a certificate: Google gives its keys so. */
export function certificate(world: LabWorld): Promise<string> {
  const known = made.get(world) ?? sign(world)
  made.set(world, known)
  return known
}

async function sign(world: LabWorld): Promise<string> {
  // The certificate library wants it, and only when it is used.
  await import('reflect-metadata')
  const { X509CertificateGenerator } = await import('@peculiar/x509')
  const { privateKey, publicKey } = tokenKeys(world)
  const keys = { privateKey: await imported(privateKey, 'pkcs8', 'sign'), publicKey: await imported(publicKey, 'spki', 'verify') }
  const from = world.now().getTime()
  const one = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: '01',
      name: 'CN=securetoken.system.gserviceaccount.com',
      notBefore: new Date(from - 86_400_000),
      notAfter: new Date(from + 30 * 86_400_000),
      keys: keys as never,
      signingAlgorithm: RSA,
    },
    webcrypto as never,
  )
  return one.toString('pem')
}

function imported(key: KeyObject, format: 'pkcs8' | 'spki', use: 'sign' | 'verify'): Promise<webcrypto.CryptoKey> {
  const bytes = format === 'pkcs8' ? key.export({ format: 'der', type: 'pkcs8' }) : key.export({ format: 'der', type: 'spki' })
  return webcrypto.subtle.importKey(format, bytes, RSA, true, [use])
}
