import type { Severity } from '#base/certainty'
import { defineCheck } from '#checks/check'
import type { Bucket, Policy, Table } from '#database/catalogue'
import { readCondition } from '#database/condition'
import { accessBy, COMMANDS, isClosed, nameOf, type Command } from './reach.js'
import { isPrivateFiles } from './sensitive.js'

export default defineCheck({
  id: 'rules/bucket-policy',
  title: 'A storage policy opens files to people they are not for',
  why: "Strangers can fill, overwrite or read the app's file storage: other people's documents leak and your bill and name pay for what they upload.",
  severity: 'high',
  refs: ['CWE-732', 'CWE-434', 'CWE-862', 'OWASP-API1:2023'],
  needs: ['tables', 'buckets'],
  *find({ tables, buckets }) {
    for (const table of tables) {
      if (table.name !== 'storage.objects') continue
      for (const policy of table.policies) {
        const open = openFiles(table, policy, buckets)
        if (!open) continue
        yield {
          at: policy.at,
          certainty: 'certain',
          severity: open.severity,
          message: `The policy ${nameOf(policy)} lets ${open.who} ${open.what} ${open.where}.`,
          help: open.help,
          key: `storage.objects ${policy.name}`,
          table: table.name,
          data: { policy: policy.name, buckets: open.names, commands: open.commands, actor: open.who.startsWith('anyone') ? 'anon' : 'b' },
        }
      }
    }
  },
  claims: ({ data }) => ({
    kinds: ['bucket'],
    names: data!['buckets'] as string[],
    actor: data!['actor'] as 'anon' | 'b',
    does: data!['commands'] as Command[],
    refutable: (data!['buckets'] as string[]).length > 0,
  }),
})

interface OpenFiles {
  readonly who: string
  readonly what: string
  readonly where: string
  readonly names: readonly string[]
  readonly commands: readonly Command[]
  readonly severity: Severity
  readonly help: string
}

const FOLDER = '`(storage.foldername(name))[1] = (select auth.uid())::text`'

function openFiles(table: Table, policy: Policy, buckets: readonly Bucket[]): OpenFiles | undefined {
  const names = [...new Set([...readCondition(policy.using).buckets, ...readCondition(policy.check).buckets])]
  const where = names.length > 0 ? `of the bucket ${names.map(name => `\`${name}\``).join(', ')}` : 'of every bucket'
  const who = (command: Command) => {
    // Naming a bucket or a folder chooses files, not people, so every row or not does not matter here.
    const reach = accessBy(policy, command).who
    return isClosed(table, command, reach) ? 'nobody' : reach
  }
  const by = (reach: string) => COMMANDS.filter(command => who(command) === reach)
  const anyone = by('anyone')
  const signedIn = by('signed-in')
  const secret = names.length === 0 || names.some(name => isPrivateFiles(name))
  const isPublic = (name: string) => buckets.some(bucket => bucket.name === name && bucket.public)
  const base = { where, names }
  if (anyone.includes('update') || anyone.includes('delete'))
    return {
      ...base,
      who: 'anyone, signed in or not,',
      commands: anyone.filter(command => command === 'update' || command === 'delete'),
      what: 'overwrite or delete files',
      severity: 'high',
      help: `Ask for ${FOLDER} in the policy ${nameOf(policy)}, and name the role \`authenticated\`.`,
    }
  if (anyone.includes('insert'))
    return {
      ...base,
      who: 'anyone, signed in or not,',
      commands: ['insert'],
      what: 'upload files into folders',
      severity: names.length === 0 || names.some(isPublic) ? 'high' : 'medium',
      help: `Ask for ${FOLDER} in the policy ${nameOf(policy)}, or upload through a server function that looks at type and size.`,
    }
  if (anyone.includes('select') && (secret || names.some(name => buckets.some(bucket => bucket.name === name) && !isPublic(name))))
    return {
      ...base,
      who: 'anyone, signed in or not,',
      commands: ['select'],
      what: 'list and read all files',
      severity: 'high',
      help: `Ask for ${FOLDER} in the policy ${nameOf(policy)}.`,
    }
  if (signedIn.includes('update') || signedIn.includes('delete'))
    return {
      ...base,
      who: 'any signed-in user',
      commands: signedIn.filter(command => command === 'update' || command === 'delete'),
      what: "overwrite or delete other people's files",
      severity: secret ? 'high' : 'medium',
      help: `Ask for ${FOLDER} in the policy ${nameOf(policy)}.`,
    }
  if (signedIn.includes('select') && names.length > 0 && secret && !names.every(isPublic))
    return {
      ...base,
      who: 'any signed-in user',
      commands: ['select'],
      what: "read other people's files",
      severity: 'high',
      help: `Ask for ${FOLDER} in the policy ${nameOf(policy)}.`,
    }
  return undefined
}
