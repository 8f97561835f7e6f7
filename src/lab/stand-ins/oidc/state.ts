import type { Run } from '../define.js'
import type { Fields } from '../fields.js'

export interface OidcState {
  /** Who signs in next: claims of the person before the browser. */
  user: Fields
  /** People by `sub`, for services that are asked about them. */
  readonly people: Map<string, Fields>
  /** Issuers that discovery told of. */
  readonly issuers: Set<string>
  /** Codes that were given and not yet traded in. */
  readonly codes: Map<
    string,
    { readonly claims: Fields; readonly client: string; readonly nonce: string | undefined; readonly host: string; readonly issuer: string }
  >
}

export type OidcRun = Run<OidcState>

export const SOMEBODY: Fields = {
  sub: 'user_lab_a',
  email: 'a@example.test',
  email_verified: true,
  name: 'Lab A',
  picture: 'https://example.test/a.png',
}
