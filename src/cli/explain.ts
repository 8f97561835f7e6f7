import { Failure } from '#base/failure'
import { CHECKS } from '#checks/registry.generated'
import { nearest } from './nearest.js'
import { markdownOf } from './pages.js'

/** Prints the page of a check under a header made from the check itself. */
export async function run(id: string): Promise<number> {
  const check = CHECKS.find(each => each.id === id)
  if (!check) {
    const names = nearest(
      id,
      CHECKS.map(each => each.id),
    )
    const help = names.length ? `Did you mean ${names.map(name => `\`${name}\``).join(' or ')}?` : 'Run `seaworthy checks` to see all.'
    throw new Failure('unknown-check', `There is no check \`${id}\`.`, help)
  }
  console.log(`# ${check.title}\n\n${check.id} · ${check.severity} · ${check.refs.join(' · ')}\n\n${check.why}\n\n${markdownOf(id).trim()}`)
  return 0
}
