import type { Package, Source } from '#source/source'

const READS_FORMS = /\burlencoded\s*\(/
/** A parser of JSON that is put before routes, or kept for that: `app.use(express.json())`, `const parse = bodyParser.json()`. */
const READS_JSON =
  /(?:\b(?:use|all|post|put|patch|route)\s*\([^;\n]*|=\s*)\b(?:\w+\.)?json\s*\(\s*(?:\)|\{)|\bbodyParser\s*\(\s*\)|\bexpress\s*\.\s*json\b/
/** Others that read any kind of body by themselves. */
const READS_ANY = ['fastify', 'koa', 'hono', 'koa-body', 'koa-bodyparser', '@nestjs/core', 'next', 'nuxt', 'body', 'co-body', 'raw-body']

/** Whether its server reads bodies as forms send them and no others: what comes as JSON is an empty body to it. */
export function readsFormsOnly(source: Source, own: Package): boolean {
  if (!('express' in own.dependencies) || READS_ANY.some(name => name in own.dependencies)) return false
  const within = own.folder === '' ? '' : `${own.folder}/`
  const texts = source.files.filter(file => file.kind === 'code' && file.path.startsWith(within)).map(file => file.text())
  return texts.some(text => READS_FORMS.test(text)) && !texts.some(text => READS_JSON.test(text))
}
