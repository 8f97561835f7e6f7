import { defineCheck } from '#checks/check'
import { isPublicName } from '#model/env/public-names'
import { isPlaceholder } from './placeholder.js'
import { isCredentialName, isSigningName } from './secret-name.js'
import { isDevelopment, isSeed, isTest, milder } from './where.js'

export default defineCheck({
  id: 'secrets/fallback-secret',
  title: 'A secret falls back to a value that stands in the code',
  why: 'When the variable is missing in one deployment, anyone who has read the code can forge a session for any user.',
  severity: 'high',
  refs: ['CWE-798', 'OWASP-A07:2021'],
  needs: ['source', 'env'],
  *find({ source, env }) {
    for (const variable of env) {
      if (isPublicName(variable.name)) continue
      const signs = isSigningName(variable.name)
      if (!signs && !isCredentialName(variable.name)) continue
      for (const { at, fallback } of variable.reads) {
        if (!fallback || isTest(at.file) || isSeed(at.file)) continue
        // A key of an outside service that is no key opens nothing; the app's own secret works with any text.
        if (!signs && (isPlaceholder(fallback) || fallback.length < 8 || saysItsName(fallback, variable.name))) continue
        if (stopsWithout(variable.name, source.file(at.file)?.text() ?? '')) continue
        const severity = signs ? 'high' : 'medium'
        yield {
          at,
          certainty: 'certain',
          severity: isDevelopment(at.file) ? milder(severity) : severity,
          message: `\`${variable.name}\` falls back to a text in \`${at.file}\` that anyone who has the code can read.`,
          help: `Remove the fallback, and throw at start when \`${variable.name}\` is unset.`,
          key: `${at.file} ${variable.name}`,
        }
      }
    }
  },
})

/** `CLOUD_API_SECRET ?? 'api_secret'`: the text is a part of the name. */
const saysItsName = (fallback: string, name: string): boolean => bareName(name).includes(bareName(fallback))
const bareName = (text: string): string => text.toLowerCase().replace(/[^a-z\d]/g, '')

/** The file throws or exits where the variable is unset, so that the fallback serves only where that is allowed. */
function stopsWithout(name: string, text: string): boolean {
  return new RegExp(`!\\s*(?:process\\.env\\.|env\\.|Deno\\.env\\.get\\(['"])?${name}\\b[^;]{0,160}?(?:throw\\b|process\\.exit)`, 's').test(
    text,
  )
}
