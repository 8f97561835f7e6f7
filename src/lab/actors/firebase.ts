import type { AppModel } from '#model/app-model'
import type { Credentials, Lab } from '../lab.js'
import type { Visitor } from './provider.js'

/** Where Firebase signs people in and the app reads its tokens: one of the stand-in, which has the keys. */
export async function enterFirebase(
  lab: Lab,
  model: AppModel,
  { actor, email }: Visitor,
  prove: (credentials: Credentials) => Promise<boolean>,
): Promise<string | undefined> {
  if (!model.env.some(({ name }) => /FIREBASE/i.test(name))) return undefined
  const { token } = (await lab.control('firebase', 'token', { uid: firebaseId(actor), email, emailVerified: true })) as { token: string }
  return (await prove({ cookies: new Map(), headers: { authorization: `Bearer ${token}` } })) ? 'a token of Firebase' : undefined
}

/** What Firebase calls somebody. */
export const firebaseId = (actor: Visitor['actor']): string => `lab${actor}${'0'.repeat(20)}`
