import type { Report } from '#triage/finding'
import schema from './report.schema.json' with { type: 'json' }

/** The report as JSON: keys in the order of the published schema, so that the same report is the same bytes. */
export function json(report: Report): string {
  return `${JSON.stringify(ordered(report, schema), null, 2)}\n`
}

type Schema = { readonly properties?: Readonly<Record<string, unknown>>; readonly items?: unknown; readonly $ref?: string }

function ordered(value: unknown, at: Schema): unknown {
  const { properties = {}, items } = at.$ref === undefined ? at : (schema.$defs.place as Schema)
  if (Array.isArray(value)) return value.map(item => ordered(item, (items ?? {}) as Schema))
  if (typeof value !== 'object' || value === null) return value
  const keys = [
    ...Object.keys(properties),
    ...Object.keys(value)
      .filter(key => !Object.hasOwn(properties, key))
      .toSorted(),
  ]
  const entries = keys
    .filter(key => Object.hasOwn(value, key))
    .map(key => [key, ordered(value[key as keyof typeof value], (properties[key] ?? {}) as Schema)])
  return Object.fromEntries(entries)
}
