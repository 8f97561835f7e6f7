import type { Source } from '#source/source'

/** Whether browsers reach the database directly, through Supabase: only then do row rules stand between it and the world. */
export function usesSupabase(source: Source): boolean {
  const named = (names: Readonly<Record<string, string>>) => Object.keys(names).some(name => name.startsWith('@supabase/'))
  if (source.packages.some(item => named(item.dependencies) || named(item.devDependencies))) return true
  return source.files.some(
    file =>
      /(?:^|\/)supabase\/(?:config\.toml$|migrations\/|functions\/)/.test(file.path) ||
      (file.kind === 'sql' && /\bauth\.(?:uid|jwt|role)\(\)|\bstorage\.(?:buckets|objects)\b/i.test(file.text())),
  )
}
