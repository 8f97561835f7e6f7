import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto'
import type { Query } from '../connection.js'
import type { Catalogue } from '../rest/schema/catalogue.js'
import { qualified } from '../rest/sql/text.js'

const MARK = '$scrypt$'

/** bcrypt in the database where it has `pgcrypto`, as the real service stores it; else scrypt. */
export async function hash(query: Query, catalogue: Catalogue, password: string): Promise<string> {
  const crypto = functions(catalogue)
  if (!crypto) {
    const salt = randomBytes(16).toString('base64url')
    return `${MARK}${salt}$${scryptSync(password, salt, 32).toString('base64url')}`
  }
  const { rows } = await query<{ hash: string }>(`select ${crypto.crypt}($1, ${crypto.salt}('bf', 4)) as hash`, [password])
  return rows[0]?.hash ?? ''
}

export async function matches(query: Query, catalogue: Catalogue, password: string, stored: string): Promise<boolean> {
  if (stored === '') return false
  if (stored.startsWith(MARK)) {
    const [salt = '', wanted = ''] = stored.slice(MARK.length).split('$')
    return timingSafeEqual(scryptSync(password, salt, 32), Buffer.from(wanted, 'base64url'))
  }
  const crypto = functions(catalogue)
  if (!crypto) return false
  const { rows } = await query<{ same: boolean }>(`select ${crypto.crypt}($1, $2) = $2 as same`, [password, stored])
  return rows[0]?.same === true
}

function functions(catalogue: Catalogue): { readonly crypt: string; readonly salt: string } | undefined {
  const crypt = catalogue.routines.find(routine => routine.name === 'crypt')
  return crypt && { crypt: qualified(crypt), salt: qualified({ schema: crypt.schema, name: 'gen_salt' }) }
}
