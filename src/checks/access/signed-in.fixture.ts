/** An Express app whose routes ask for a session by `requireUser`, and a schema with orders, carts, products and users. */
export const signedIn = (routes: string, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  'prisma/schema.prisma': `model User {
  id String @id
  email String
  password String
  role String @default("customer")
}
model Order {
  id String @id
  userId String
  status String
  user User @relation(fields: [userId], references: [id])
  items OrderItem[]
}
model OrderItem {
  id String @id
  orderId String
  quantity Int
  order Order @relation(fields: [orderId], references: [id])
}
model Post {
  id String @id
  authorId String
  title String
  author User @relation(fields: [authorId], references: [id])
}
model Product {
  id String @id
  name String
  stock Int
}`,
  'src/server.ts': `import express from 'express'
import jwt from 'jsonwebtoken'
import { PrismaClient } from '@prisma/client'
const app = express()
const prisma = new PrismaClient()
app.use(express.json())
const requireUser = (req, res, next) => { try { req.user = jwt.verify(req.cookies.token, process.env.JWT_SECRET); next() } catch { res.sendStatus(401) } }
${routes}
app.listen(3000)`,
  ...more,
})
