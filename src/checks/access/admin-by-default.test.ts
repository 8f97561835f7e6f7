import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (files: Readonly<Record<string, string>>) => findingsIn('access/admin-by-default', files)

test('says where, and in which case', async () => {
  const found = await find({
    'lib/roles.ts': `export async function roleOf(id: string) {
  const { data, error } = await supabase.from('user_roles').select('role').eq('user_id', id).maybeSingle()
  if (error) return 'admin'
  if (!data) {
    console.log('no role yet')
    return 'super_admin'
  }
  return data.role
}`,
  })
  expect(found).toEqual([
    'lib/roles.ts:3 high `lib/roles.ts` takes for an administrator whoever is asked about while the look-up fails, and whoever has no `data`.',
  ])
})

test('what the browser alone decides weighs less', async () => {
  const found = await find({
    'hooks/use-role.tsx': `export function useRole(user: User) {
  const [role, setRole] = useState(null)
  useEffect(() => {
    load(user).then(setRole).catch(() => null)
    const again = async () => { try { setRole(await load(user)) } catch { setRole('admin') } }
    again()
  }, [user])
  return role
}`,
  })
  expect(found).toEqual([
    'hooks/use-role.tsx:5 medium `hooks/use-role.tsx` takes for an administrator whoever is asked about while the look-up fails.',
  ])
})

test.each([
  ['a role that is drawn', 'app/user.tsx', "export const Badge = ({ user }) => <span>{user.role || 'admin'}</span>"],
  [
    'nothing asked for',
    'lib/guard.ts',
    'export function hasRole(role: string, path: string) { const wants = rules[path]; if (!wants) return true; return wants === role }',
  ],
  ['the other way round', 'lib/role.ts', "export function getRole(row) { if (row.isOwner) return 'admin'; return 'customer' }"],
  ['a fallback that may do little', 'lib/role.ts', "export const getRole = row => row.role ?? 'customer' // no admin"],
  [
    'a refusal',
    'lib/role.ts',
    "export async function isAdmin(id) { try { return (await load(id)).role === 'admin' } catch { return false } }",
  ],
  ['a seed', 'prisma/seed.ts', "const role = process.argv[2].role || 'admin'"],
  ['a role that is set otherwise in a test', 'lib/role.test.ts', "const role = user.role ?? 'admin'"],
])('passes %s', async (_, path, text) => {
  expect(await find({ [path]: text })).toEqual([])
})
