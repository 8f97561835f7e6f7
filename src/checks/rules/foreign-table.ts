import { defineCheck } from '#checks/check'

export default defineCheck({
  id: 'rules/foreign-table',
  title: 'A table of another server is served to browsers',
  why: 'Row rules cannot be set on a foreign table: whoever has the public key reads every row that the other server gives.',
  severity: 'high',
  refs: ['CWE-862', 'CWE-200', 'OWASP-API1:2023'],
  needs: ['views', 'app'],
  *find({ views, app }) {
    if (!app.databases.includes('supabase')) return
    for (const view of views ?? []) {
      // Only what is in `public` is served.
      if (!view.foreign || view.name.includes('.')) continue
      const open = ['anon', 'authenticated'].filter(role => !view.revokedFrom.includes(role))
      if (open.length === 0) continue
      const anyone = open.includes('anon')
      yield {
        at: view.at,
        certainty: 'likely',
        ...(!anyone && { severity: 'medium' as const }),
        message: `The foreign table \`${view.name}\` shows rows of another server to ${anyone ? 'anyone with the public key' : 'every signed-in user'}, and no row rules can limit them.`,
        help: `Create \`${view.name}\` in a schema that is not served, or run \`revoke all on ${view.name} from ${open.join(', ')};\`, and give out what is needed by a function.`,
        key: view.name,
        table: view.name,
        data: { view: view.name, roles: open },
      }
    }
  },
})
