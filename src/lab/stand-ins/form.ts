import type { Fields } from './fields.js'

type Branch = { [key: string]: unknown }

/** Nested urlencoded form as Stripe and PHP write it: `line_items[0][price_data][currency]=usd`, `expand[]=customer`. */
export function parseForm(body: string | URLSearchParams): Fields {
  const root: Branch = Object.create(null) as Branch
  for (const [name, value] of typeof body === 'string' ? new URLSearchParams(body) : body) put(root, path(name), value)
  return settle(root) as Fields
}

function path(name: string): readonly string[] {
  const head = name.split('[')[0] ?? name
  return [head, ...[...name.slice(head.length).matchAll(/\[([^\]]*)\]/g)].map(match => match[1] ?? '')]
}

function put(root: Branch, keys: readonly string[], value: string): void {
  let branch = root
  keys.forEach((raw, index) => {
    const key = raw === '' ? String(Object.keys(branch).length) : raw
    if (index === keys.length - 1) branch[key] = value
    else {
      const next = branch[key]
      branch = typeof next === 'object' && next !== null ? (next as Branch) : ((branch[key] = Object.create(null) as Branch) as Branch)
    }
  })
}

function settle(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const isList = entries.length > 0 && entries.every(([key], index) => key === String(index))
  return isList ? entries.map(([, each]) => settle(each)) : Object.fromEntries(entries.map(([key, each]) => [key, settle(each)]))
}
