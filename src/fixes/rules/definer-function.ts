import { defineFix } from '../fix.js'
import { migrationOf, qualified } from '../idiom/policy.js'

export default defineFix({
  id: 'rules/definer-function',
  for: ['rules/definer-function'],
  title: "Pins the search path of a function with its owner's rights, or takes it away from browsers",
  *patches({ problem, model, source }) {
    const name = problem.data?.function as string | undefined
    if (!name || model.functions.filter(one => one.name === name).length !== 1) return
    const on = qualified(name)
    if (problem.key.endsWith(' search_path')) {
      yield {
        title: `Pin the search path of ${name}()`,
        says: `\`${name}()\` looks for its tables in \`public\`, whatever the caller has set.`,
        edits: [],
        files: [],
        migration: migrationOf(
          `search_path_of_${name}`,
          [`ALTER FUNCTION ${on} SET search_path = public;`],
          [`ALTER FUNCTION ${on} RESET search_path;`],
        ),
      }
      return
    }
    // Browser code that calls it by name would stop working, and so would a function that calls it for its user.
    const calls = source.files.filter(file => file.kind === 'code' && new RegExp(`rpc\\(\\s*["'\`]${name}["'\`]`).test(file.text()))
    if (
      calls.some(
        file =>
          !/(?:^|\/)supabase\/functions\/|(?:^|\/)(?:server|api)\//.test(file.path) ||
          !/SERVICE_ROLE|service_role|serviceClient|[aA]dmin/.test(file.text()),
      )
    )
      return
    yield {
      title: `Take ${name}() away from browsers`,
      says: `Only server code with the service key can call \`${name}()\`.`,
      edits: [],
      files: [],
      migration: migrationOf(
        `close_${name}`,
        [`REVOKE EXECUTE ON FUNCTION ${on} FROM public, anon, authenticated;`, `GRANT EXECUTE ON FUNCTION ${on} TO service_role;`],
        [`GRANT EXECUTE ON FUNCTION ${on} TO public, anon, authenticated;`],
      ),
    }
  },
})
