import type { LabRequest } from '../lab.js'
import { projectKeys } from '../stand-ins/supabase/project.js'

/** The services of a Supabase project, which stand at its address and not at the app's. */
const SERVICE = /^\/(?:functions|rest|auth|storage)\/v1(?:\/|$)/

/** Sends what is for the project to its address, with the key that every browser holds; somebody's own token stands before it. */
export function projectDoor(
  seed: string,
): (
  ask: LabRequest,
  headers: Readonly<Record<string, string>>,
) => { readonly ask: LabRequest; readonly headers: Readonly<Record<string, string>> } {
  const { ref, anonKey } = projectKeys(seed)
  return (ask, headers) => {
    if (!SERVICE.test(ask.path)) return { ask, headers }
    const path = `https://${ref}.supabase.co${ask.path}`
    if (ask.stranger) return { ask: { ...ask, path }, headers: {} }
    // A browser keeps the app's cookies for the app.
    const { cookie: _, ...own } = headers
    return { ask: { ...ask, path }, headers: { apikey: anonKey, authorization: `Bearer ${anonKey}`, ...own } }
  }
}
