import { expect, test } from 'vitest'
import { packageName } from './module.js'

test.each([
  ['node:fs', 'fs'],
  ['npm:stripe@14', 'stripe'],
  ['https://esm.sh/stripe@14?target=deno', 'stripe'],
  ['https://deno.land/x/zod@v3.22.4/mod.ts', 'zod'],
  ['https://deno.land/x/postgresjs@v3.4.4/mod.js', 'postgres'],
  ['https://deno.land/x/postgres@v0.17.0/mod.ts', 'deno-postgres'],
  ['https://deno.land/x/supabase@1.0.0/mod.ts', '@supabase/supabase-js'],
  ['https://deno.land/x/oak/mod.ts', 'oak'],
])('%s is %s', (specifier, name) => expect(packageName(specifier)).toBe(name))
