import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "@prisma/client";
import bcrypt from "bcryptjs";

const prisma = new PrismaClient({
  adapter: new PrismaPg({ connectionString: process.env.DATABASE_URL }),
});

const categories = [
  { slug: "kitchen", name: "Kitchen" },
  { slug: "living", name: "Living" },
  { slug: "bedroom", name: "Bedroom" },
];

const products = [
  { slug: "oak-cutting-board", name: "Oak cutting board", priceCents: 4900, category: "kitchen" },
  { slug: "stoneware-mug", name: "Stoneware mug", priceCents: 2400, category: "kitchen" },
  { slug: "linen-tea-towel", name: "Linen tea towel", priceCents: 1800, category: "kitchen" },
  { slug: "wool-throw", name: "Wool throw", priceCents: 12900, category: "living" },
  { slug: "beeswax-candle", name: "Beeswax candle", priceCents: 2200, category: "living" },
  { slug: "walnut-tray", name: "Walnut tray", priceCents: 6400, category: "living" },
  { slug: "linen-duvet-cover", name: "Linen duvet cover", priceCents: 18900, category: "bedroom" },
  { slug: "buckwheat-pillow", name: "Buckwheat pillow", priceCents: 5900, category: "bedroom" },
];

async function main() {
  for (const category of categories) {
    await prisma.category.upsert({ where: { slug: category.slug }, update: {}, create: category });
  }

  for (const { category, ...product } of products) {
    await prisma.product.upsert({
      where: { slug: product.slug },
      update: {},
      create: {
        ...product,
        description: `${product.name}, made by hand in small batches.`,
        stock: 40,
        category: { connect: { slug: category } },
      },
    });
  }

  const adminPassword = process.env.SEED_ADMIN_PASSWORD;
  if (adminPassword) {
    await prisma.user.upsert({
      where: { email: "admin@juniperandoak.example" },
      update: {},
      create: {
        email: "admin@juniperandoak.example",
        name: "Store Admin",
        role: "ADMIN",
        passwordHash: await bcrypt.hash(adminPassword, 10),
      },
    });
  }

  console.log("🌱 Seeded the database");
}

main().finally(() => prisma.$disconnect());
