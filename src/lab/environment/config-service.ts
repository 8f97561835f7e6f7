import type { Source } from '#source/source'

const ASKED = /\.get(?:OrThrow)?(?:<[^<>()]*>)?\(\s*['"`]([A-Z][A-Z\d_]+)['"`]/g

/** Variables that are asked of Nest's `ConfigService` and of no `process.env`. */
export const askedOfConfig = (source: Source): readonly string[] =>
  source.files.flatMap(file => {
    const text = file.kind === 'code' ? file.text() : ''
    return text.includes('@nestjs/config') ? [...text.matchAll(ASKED)].map(([, name]) => name!) : []
  })
