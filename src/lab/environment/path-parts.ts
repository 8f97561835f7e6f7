import type { AppModel } from '#model/app-model'
import type { Source } from '#source/source'

const PART = /:([A-Z][A-Z\d_]*)(?=\/|$)/g
const WORDS = /^\/?[\w.-]+(?:\/[\w.-]+)*\/?$/

/** Variables that are a part of routes' addresses (`/:API_PREFIX/users`): each as the template of the environment has it, else `api`. */
export function pathParts(model: AppModel, source: Source): ReadonlyMap<string, string> {
  const known = new Set(model.env.map(({ name }) => name))
  const names = new Set(
    model.routes.flatMap(({ path }) => [...path.matchAll(PART)].map(([, name]) => name!)).filter(name => known.has(name)),
  )
  const templates = source.files.filter(({ kind, path }) => kind === 'env' && /example|sample|template|dist/i.test(path))
  const written = (name: string): string | undefined =>
    templates
      .map(file => new RegExp(String.raw`^\s*(?:export\s+)?${name}\s*=\s*["']?([^"'\s#]+)`, 'm').exec(file.text())?.[1])
      .find(value => value !== undefined && WORDS.test(value))
  return new Map([...names].map(name => [name, written(name) ?? 'api']))
}
