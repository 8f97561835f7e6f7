import { expect, test } from 'vitest'
import { originOf } from './registries.js'

test.each([
  ['https://esm.sh/stripe@14.21.0?target=deno', 'stripe@14.21.0'],
  ['https://esm.sh/v135/@supabase/supabase-js@2.39.3', '@supabase/supabase-js@2.39.3'],
  ['https://esm.sh/*react-dom@18.2.0/server', 'react-dom@18.2.0/server'],
  ['https://esm.sh/stripe@14.21.0/es2022/stripe.mjs', 'stripe@14.21.0'],
  ['https://cdn.skypack.dev/zod', 'zod@*'],
  ['https://cdn.jsdelivr.net/npm/uuid@9.0.0/+esm', 'uuid@9.0.0'],
  ['npm:@aws-sdk/client-s3', '@aws-sdk/client-s3@*'],
  ['npm:/resend@4.0.0', 'resend@4.0.0'],
  ['jsr:@supabase/supabase-js@2/cors', '@supabase/supabase-js@2/cors'],
  ['jsr:@hono/hono@4', 'hono@4'],
  ['jsr:@oak/oak@17', '@jsr/oak__oak@17'],
  ['https://deno.land/x/zod@v3.22.4/mod.ts', 'zod@3.22.4'],
  ['https://deno.land/x/hono@v3.12.0/middleware/cors/index.ts', 'hono@3.12.0/cors'],
])('%s is %s of npm', (specifier, wanted) => {
  const origin = originOf(specifier)
  expect(origin.kind === 'package' && `${origin.name}@${origin.range}${origin.subpath}`).toBe(wanted)
})

test.each([
  ['https://deno.land/std@0.168.0/http/server.ts', 'server'],
  ['https://deno.land/std/encoding/base64url.ts', 'base64url'],
  ['jsr:@std/encoding@1/base64', 'base64'],
  ['jsr:@supabase/functions-js/edge-runtime.d.ts', 'nothing'],
  ['https://esm.sh/@supabase/functions-js/src/edge-runtime.d.ts', 'nothing'],
  ['https://deno.land/x/xhr@0.1.0/mod.ts', 'nothing'],
  ['https://deno.land/x/denomailer@1.6.0/mod.ts', 'mail'],
])('%s is done by a file of ours', (specifier, file) => {
  expect(originOf(specifier)).toMatchObject({ kind: 'ours', file })
})

test('parts of Node stay what they are, and what nobody has is said', () => {
  expect(originOf('https://deno.land/std@0.177.0/node/crypto.ts')).toEqual({ kind: 'built-in', name: 'node:crypto' })
  for (const lost of ['https://example.com/x.ts', 'https://deno.land/x/nobody@v1/mod.ts', 'https://esm.sh/gh/a/b', 'bare-name'])
    expect(originOf(lost)).toEqual({ kind: 'unknown', why: `\`${lost}\` cannot be had from npm` })
})
