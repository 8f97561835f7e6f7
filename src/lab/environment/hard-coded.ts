import type { Source } from '#source/source'

const URL = /https:\/\/[a-z0-9]{15,25}\.supabase\.co\b/g
const KEY = /\b(?:eyJ[\w-]{10,}\.[\w-]{20,}\.[\w-]{20,}|sb_publishable_[\w-]{20,})/g

/**
 * Addresses and public keys of a Supabase project that stand in the code itself: the stand-in must know them, since the
 * code will use them. A key of the service role is none of these: it opens nothing here.
 */
export function hardCodedSupabase(source: Source): Readonly<Record<string, string>> {
  const urls = new Set<string>()
  const keys = new Set<string>()
  for (const file of source.files) {
    if (file.kind !== 'code') continue
    const text = file.text()
    for (const [url] of text.matchAll(URL)) urls.add(url)
    for (const [key] of text.matchAll(KEY)) if (isPublic(key)) keys.add(key)
  }
  return Object.fromEntries([
    ...[...urls].map((url, index) => [`LAB_SUPABASE_URL_${index}`, url] as const),
    ...[...keys].map((key, index) => [`LAB_SUPABASE_ANON_KEY_${index}`, key] as const),
  ])
}

function isPublic(key: string): boolean {
  if (key.startsWith('sb_publishable_')) return true
  try {
    const claims = JSON.parse(Buffer.from(key.split('.')[1]!, 'base64url').toString('utf8')) as { role?: string; ref?: string }
    return claims.role === 'anon' && claims.ref !== undefined
  } catch {
    return false
  }
}
