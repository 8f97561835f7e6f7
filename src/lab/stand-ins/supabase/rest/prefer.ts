/** What the `Prefer` header asks for. */
export interface Prefer {
  readonly return: 'minimal' | 'representation' | 'headers-only'
  readonly count: 'exact' | 'planned' | 'estimated' | undefined
  readonly resolution: 'merge-duplicates' | 'ignore-duplicates' | undefined
  /** Absent columns take their default, not null. */
  readonly missingDefault: boolean
  readonly strict: boolean
  readonly maxAffected: number | undefined
  /** Those that were understood, for `Preference-Applied`. */
  readonly applied: readonly string[]
  readonly unknown: readonly string[]
}

const KNOWN =
  /^(?:return=(?:minimal|representation|headers-only)|count=(?:exact|planned|estimated)|resolution=(?:merge|ignore)-duplicates|missing=(?:default|null)|handling=(?:strict|lenient)|max-affected=\d+|tx=(?:commit|rollback)|timezone=\S+|params=single-object)$/

export function parsePrefer(header: string | undefined): Prefer {
  const all = (header ?? '').split(',').flatMap(text => (text.trim() === '' ? [] : [text.trim()]))
  const applied = all.filter(text => KNOWN.test(text))
  const of = (name: string) => applied.find(text => text.startsWith(`${name}=`))?.slice(name.length + 1)
  const strict = of('handling') === 'strict'
  const affected = of('max-affected')
  return {
    return: (of('return') as Prefer['return'] | undefined) ?? 'minimal',
    count: of('count') as Prefer['count'],
    resolution: of('resolution') as Prefer['resolution'],
    missingDefault: of('missing') === 'default',
    strict,
    maxAffected: strict && affected !== undefined ? Number(affected) : undefined,
    applied,
    unknown: all.filter(text => !KNOWN.test(text)),
  }
}
