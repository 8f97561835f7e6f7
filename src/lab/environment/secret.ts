import { createHash, createHmac } from 'node:crypto'

/** Hex that follows from the run's seed and a name: the same run, the same value. */
export function made(seed: string, name: string, length = 48): string {
  let text = ''
  for (let part = 0; text.length < length; part++) text += createHash('sha256').update(`${seed}/${name}/${part}`).digest('hex')
  return text.slice(0, length)
}

/** Digits only, for account numbers. */
export function madeDigits(seed: string, name: string, length: number): string {
  return made(seed, name, length * 2).replace(/\D/g, digit => String(digit.charCodeAt(0) % 10)).slice(0, length)
}

/** A JWT signed with HS256, as Supabase's public keys are. */
export function signToken(secret: string, claims: Readonly<Record<string, unknown>>): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const body = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`
}

/** The secret with which the lab's Supabase signs. */
export const supabaseSecret = (seed: string): string => made(seed, 'supabase-jwt-secret', 64)

export function supabaseKey(seed: string, role: 'anon' | 'service_role'): string {
  return signToken(supabaseSecret(seed), { iss: 'supabase', ref: 'labproject', role, iat: 1_700_000_000, exp: 4_000_000_000 })
}
