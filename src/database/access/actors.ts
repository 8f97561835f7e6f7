import type { Actor } from '#base/evidence'
import type { Person, Planted } from '#database/rows/planted'

/** Who asks, as the gateway tells the database. */
export interface Asker {
  readonly actor: Actor
  readonly role: 'anon' | 'authenticated'
  readonly person: Person | undefined
  /** The token's claims. */
  readonly claims: Readonly<Record<string, unknown>>
}

export const SIGNED_IN: readonly Actor[] = ['a', 'b', 'seller', 'admin']

/** Everyone who gets past the gateway: the public key's bearer, and those of the planted people who sign in. */
export function askersOf({ people }: Planted): Asker[] {
  const signedIn = SIGNED_IN.flatMap(actor => {
    const person = people.find(each => each.actor === actor)
    return person ? [{ actor, role: 'authenticated' as const, person, claims: claimsOf(person) }] : []
  })
  return [{ actor: 'anon', role: 'anon', person: undefined, claims: { role: 'anon', iss: 'supabase' } }, ...signedIn]
}

/** An admin's token says so where the server alone writes; what users write themselves says nothing. */
function claimsOf({ actor, id, email, role }: Person): Record<string, unknown> {
  const name = role ?? (actor === 'admin' ? 'admin' : actor === 'seller' ? 'seller' : undefined)
  const trusted =
    name === undefined ? {} : { role: name, user_role: name, roles: [name], ...(actor === 'admin' && { is_admin: true, admin: true }) }
  return {
    sub: String(id),
    role: 'authenticated',
    aud: 'authenticated',
    email,
    // Whoever asks may set up a second factor for an account of their own.
    aal: 'aal2',
    is_anonymous: false,
    session_id: '00000000-0000-4000-8000-000000000001',
    app_metadata: { provider: 'email', providers: ['email'], ...trusted },
    user_metadata: actor === 'admin' || actor === 'seller' ? trusted : {},
    ...(name !== undefined && { user_role: name }),
  }
}

/** The same person after writing into the own metadata whatever the rules look for there: `auth.updateUser({ data })` takes anything. */
export function withForgedMetadata(asker: Asker, texts: readonly string[]): Asker | undefined {
  const forged: Record<string, unknown> = {}
  for (const text of texts)
    for (const [, key, value] of text.matchAll(
      /user_metadata'?(?:::text)?\)?\s*->>?\s*'(\w+)'(?:::text)?\)*(?:::\w+)?\s*(?:=\s*(?:ANY\s*\(ARRAY\[)?'([^']*)')?/gi,
    ))
      forged[key!] = value ?? (/^(?:is_|has_)|admin$/i.test(key!) ? true : 'admin')
  return Object.keys(forged).length > 0 ? { ...asker, claims: { ...asker.claims, user_metadata: forged } } : undefined
}
