import { expect, test } from 'vitest'
import { withApp } from '#checks/page.fixture'
import { readSource } from '#source/read'
import { wantedFunctions } from './wanted.js'

const FILES: Readonly<Record<string, string>> = {
  'supabase/config.toml': '[functions.told]\nimport_map = "./other-map.json"\n',
  'supabase/other-map.json': '{ "imports": { "zod": "npm:zod@3.20.0" } }',
  'supabase/functions/deno.json': '{ "imports": { "zod": "npm:zod@3.23.8", "@shared/": "./_shared/" }, }',
  'supabase/functions/_shared/reply.ts': "import { z } from 'zod'\nexport const reply = z\n",
  'supabase/functions/common/index.ts': "import { reply } from '@shared/reply.ts'\nDeno.serve(() => new Response(String(reply)))\n",
  'supabase/functions/own/deno.jsonc':
    '{\n  // its own\n  "imports": { "zod": "https://esm.sh/zod@3.22.0", "std/": "https://deno.land/std@0.168.0/" } }',
  'supabase/functions/own/index.ts':
    "import { z } from 'zod'\nimport { serve } from 'std/http/server.ts'\nimport type { X } from 'https://example.com/types.ts'\nserve(() => new Response(String(z)))\n",
  'supabase/functions/told/index.ts': "import { z } from 'zod'\nDeno.serve(() => new Response(String(z)))\n",
  'supabase/functions/lost/index.ts': "import x from 'nowhere'\nDeno.serve(() => new Response(x))\n",
}

test('a function’s own map comes before that of all functions, and what the configuration names before both', async () => {
  await withApp(new Map(Object.entries(FILES)), async root => {
    const wanted = wantedFunctions(readSource(root))
    const told = wanted.map(({ edge, imports, aliases }) => [
      edge.name,
      Object.fromEntries(
        [...imports].map(([specifier, origin]) => [specifier, 'range' in origin ? `${origin.name}@${origin.range}` : origin.kind]),
      ),
      Object.fromEntries(aliases),
    ])
    expect(told).toEqual([
      ['common', { zod: 'zod@3.23.8' }, { '@shared/reply.ts': 'supabase/functions/_shared/reply.ts' }],
      ['lost', { nowhere: 'unknown' }, {}],
      ['own', { zod: 'zod@3.22.0', 'std/http/server.ts': 'ours' }, {}],
      ['told', { zod: 'zod@3.20.0' }, {}],
    ])
  })
})
