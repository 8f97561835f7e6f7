import type { Patch } from '#fixes/fix'
import type { Source } from '#source/source'

/** A patch of the sample store that reads well and breaks what people do: reading lets it through, running it does not. */
export interface Trap {
  readonly name: string
  /** Route whose ordinary request no longer works, or gets slower; `undefined` where the whole table does. */
  readonly breaks: string
  /** What an ordinary request sends or comes from, where the recorded one would not show it. */
  readonly request?: { readonly body?: Readonly<Record<string, unknown>>; readonly origin?: string }
  patch(source: Source): Patch
}

export const TRAPS: readonly Trap[] = [
  {
    name: 'a guard that keeps customers from the checkout',
    breaks: 'POST /api/checkout',
    patch: source =>
      changed(source, 'app/api/checkout/route.ts', [
        ['import { withAuth } from', 'import { withAdmin } from'],
        ['withAuth(async', 'withAdmin(async'],
      ]),
  },
  {
    name: 'indexes that make each order slow to write',
    breaks: 'POST /api/orders',
    patch: () => ({
      title: 'Index everything that orders are asked for',
      says: 'Every column of an order and of its items has an index.',
      edits: [],
      files: [],
      migration: {
        name: 'index orders',
        up: [
          'CREATE EXTENSION IF NOT EXISTS pg_trgm;',
          ...Array.from(
            { length: 24 },
            (_, index) =>
              `CREATE INDEX "orders_wide_${index}" ON "orders" USING gin ((repeat("id", ${index + 8}) || repeat("status"::text, 40)) gin_trgm_ops);`,
          ),
        ].join('\n'),
        down: Array.from({ length: 24 }, (_, index) => `DROP INDEX "orders_wide_${index}";`).join('\n'),
      },
    }),
  },
  {
    name: 'a schema that refuses names with accents',
    breaks: 'POST /api/auth/signup',
    request: { body: { name: 'Zoë Nuñez-Łukasz', email: 'zoe@example.com', password: 'correct horse 1' } },
    patch: source =>
      changed(source, 'lib/schemas.ts', [['name: z.string().min(1).max(80)', 'name: z.string().regex(/^[A-Za-z ]{1,80}$/)']]),
  },
  {
    name: "a list of origins without the app's own sub-domain",
    breaks: 'GET /api/auth/me',
    request: { origin: 'https://admin.juniperandoak.example' },
    patch: source =>
      changed(source, 'app/api/auth/me/route.ts', [
        [
          'res.headers.set("Access-Control-Allow-Origin", origin);',
          'if (origin === "https://juniperandoak.example") res.headers.set("Access-Control-Allow-Origin", origin);',
        ],
      ]),
  },
]

function changed(source: Source, file: string, pairs: readonly (readonly [from: string, to: string])[]): Patch {
  const text = source.file(file)?.text() ?? ''
  const edits = pairs.map(([from, to]) => {
    const start = text.indexOf(from)
    if (start < 0) throw new Error(`\`${file}\` has no \`${from}\`.`)
    return { file, start, end: start + from.length, text: to }
  })
  return { title: 'Trap', says: 'Looks right.', edits, files: [] }
}
