import { expect, test } from 'vitest'
import { readHandler, route } from '../app.fixture.js'

const authOf = async (how: string): Promise<string> =>
  route(
    await readHandler(
      "import { PrismaClient } from '@prisma/client'\nconst db = new PrismaClient()",
      `${how}\nawait db.order.deleteMany()\nres.json({})`,
      { express: '5', '@prisma/client': '6' },
    ),
    'POST',
    '/',
  ).auth

test('`import.meta.env` is the environment: a secret of it that is compared guards, and development is another place', async () => {
  expect(await authOf("if (req.get('x-key') !== import.meta.env.JOB_KEY) return res.status(401).end()")).toBe('signature')
  expect(await authOf("if (!import.meta.env.DEV && req.get('x-key') !== import.meta.env.JOB_KEY) return res.status(401).end()")).toBe(
    'signature',
  )
  expect(await authOf("if (req.get('x-key') !== import.meta.env.VITE_JOB_KEY) return res.status(401).end()")).toBe('weak')
})
