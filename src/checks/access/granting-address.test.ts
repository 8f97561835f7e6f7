import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const inFile = (path: string, code: string) =>
  findingsIn('access/claimed-privilege', {
    'package.json': '{ "name": "shop", "dependencies": { "express": "*", "firebase": "*" } }',
    [path]: code,
  })

test('finds a role that is stored because of an address', async () => {
  const found = await inFile(
    'src/account.ts',
    `export async function register(form) {
  const made = await createUserWithEmailAndPassword(auth, form.email, form.password)
  let role = 'guest'
  if (form.email === 'me@tea.example' || form.email === 'you@tea.example') {
    role = 'owner'
  }
  await setDoc(doc(db, 'people', made.user.uid), { email: form.email, role })
}`,
  )
  expect(found).toEqual([
    'src/account.ts:4 high `src/account.ts` gives a new account the rights of staff when its e-mail is the one that is written there.',
  ])
})

test('finds it in one line, and in a trigger', async () => {
  expect(
    await inFile(
      'server.js',
      "app.post('/join', async (req, res) => {\n  await User.create({ email: req.body.email, role: req.body.email === 'me@tea.example' ? 'admin' : 'user' })\n})",
    ),
  ).toHaveLength(1)
  expect(
    await inFile(
      'supabase/migrations/1_new.sql',
      `CREATE FUNCTION public.greet() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public.people (id, role)
  VALUES (NEW.id, CASE WHEN NEW.email = 'me@tea.example' THEN 'admin' ELSE 'user' END);
  RETURN NEW;
END $$;`,
    ),
  ).toEqual([
    'supabase/migrations/1_new.sql:4 medium `supabase/migrations/1_new.sql` gives a new account the rights of staff when its e-mail is the one that is written there.',
  ])
})

test.each([
  [
    'a page that is shown to one address',
    "export const Menu = ({ user }) => (user.email === 'me@tea.example' ? show({ role: 'admin' }) : null)",
  ],
  ['a guard', "if (session.user.email !== 'me@tea.example') return new Response('', { status: 403 })\nawait db.insert(rows)"],
  ['an address that is refused', "if (email === 'me@tea.example') throw new Error('taken')\nawait User.create({ email, role: 'user' })"],
  ['a role that is asked for', "if (email === 'me@tea.example' && role === 'admin') log('hello')\nawait User.create({ email })"],
])('says nothing of %s', async (_name, code) => {
  expect(await inFile('src/a.ts', code)).toEqual([])
})

test('says nothing of a seed', async () => {
  expect(
    await inFile('prisma/seed.ts', "if (email === 'me@tea.example') role = 'admin'\nawait prisma.user.create({ data: { email, role } })"),
  ).toEqual([])
})
