import { ProductCard } from "@/components/product-card";
import { ProductSearch } from "@/components/product-search";
import { prisma } from "@/lib/db";

export const dynamic = "force-dynamic";

export default async function HomePage() {
  const [products, categories] = await Promise.all([
    prisma.product.findMany({
      where: { isActive: true },
      select: { id: true, slug: true, name: true, priceCents: true, imageUrl: true },
      orderBy: { createdAt: "desc" },
      take: 24,
    }),
    prisma.category.findMany({ orderBy: { slug: "asc" }, take: 20 }),
  ]);

  return (
    <>
      <h1>Things for a calm home</h1>
      <p className="muted">{categories.map((category) => category.name).join(" · ")}</p>
      <ProductSearch />
      <section className="grid">
        {products.map((product) => (
          <ProductCard key={product.id} product={product} />
        ))}
      </section>
    </>
  );
}
