import { findingsIn } from '../findings.fixture.js'

export const find = (files: Record<string, string>) => findingsIn('access/open-endpoint', files)
export const SCHEMA =
  'model User {\nid String @id\n email String\n}\nmodel Order {\nid String @id\n userId String\n total Int\n}\nmodel Product {\nid String @id\n name String\n}\nmodel Lead {\nid String @id\n email String\n}'
/** An Express server with a Prisma client, whose routes these are. */
export const app = (routes: string) => ({
  'prisma/schema.prisma': SCHEMA,
  'src/server.ts': `import express from 'express'\nimport { PrismaClient } from '@prisma/client'\nconst app = express()\nconst prisma = new PrismaClient()\napp.use(express.json())\n${routes}\napp.listen(3000)`,
})
