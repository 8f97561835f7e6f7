import { expect, test } from 'vitest'
import { leansOn } from './leaning.js'

/** A diff as git writes it, of one file. */
const diff = (file: string, lines: readonly string[], isNew = false): string =>
  `diff --git a/${file} b/${file}\n${isNew ? 'new file mode 100644\n' : ''}index 1..2 100644\n--- a/${file}\n+++ b/${file}\n@@ -1 +1,9 @@\n${lines.map(line => `+${line}`).join('\n')}\n`

test.each([
  ['an import', diff('a.js', ["import { z } from 'zod'"]), diff('a.js', ['const input = z.object({})'])],
  ['one of several', diff('a.js', ["import express, { Router, json as body } from 'express'"]), diff('a.js', ['  use(body())'])],
  ['a require', diff('a.js', ["const { z, ZodError } = require('zod')"]), diff('a.js', ['  if (error instanceof ZodError) return'])],
  ['a function', diff('a.ts', ['function allowed(user: User): boolean {']), diff('a.ts', ['  if (!allowed(user)) return'])],
  ['a schema', diff('a.ts', ['export const orderInput = z.object({']), diff('a.ts', ['  orderInput.parse(body)'])],
  ['a new file', diff('src/lib/limit.ts', ['export const limit = 1'], true), diff('src/a.ts', ["import { limit } from './lib/limit.js'"])],
  [
    'a new export',
    diff('src/lib/auth.ts', ['export async function requireAdmin() {']),
    diff('src/a.ts', ["import { requireAdmin } from '@/lib/auth'"]),
  ],
])('%s is leant on', (_, earlier, later) => expect(leansOn(later, earlier)).toBe(true))

test.each([
  ['the same import elsewhere', diff('a.js', ["import { z } from 'zod'"]), diff('b.js', ["import { z } from 'zod'", 'z.object({})'])],
  ['a part of a word', diff('a.js', ["import { z } from 'zod'"]), diff('a.js', ['const size = 1', 'row.z = 2'])],
  ['another name of the file', diff('src/lib/auth.ts', ['export const a = 1']), diff('src/a.ts', ["import { b } from './lib/auth'"])],
  ['nothing new', diff('a.js', ['  return 1']), diff('a.js', ['  return 2'])],
])('%s is not', (_, earlier, later) => expect(leansOn(later, earlier)).toBe(false))
