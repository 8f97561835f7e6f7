import { notFound } from "next/navigation";
import { AddToCart } from "@/components/add-to-cart";
import { ReviewForm } from "@/components/review-form";
import { ReviewList } from "@/components/review-list";
import { getCurrentUser } from "@/lib/auth";
import { prisma } from "@/lib/db";
import { formatPrice } from "@/lib/format";
import { setProductStock } from "./actions";

export default async function ProductPage({ params }: { params: Promise<{ slug: string }> }) {
  const { slug } = await params;
  const product = await prisma.product.findUnique({
    where: { slug },
    include: {
      reviews: {
        select: { id: true, rating: true, body: true, photoUrl: true, user: { select: { name: true } } },
        orderBy: { createdAt: "desc" },
        take: 10,
      },
    },
  });
  if (!product || !product.isActive) notFound();

  const user = await getCurrentUser();
  const isStaff = user?.role === "STAFF" || user?.role === "ADMIN";

  return (
    <>
      <div className="product">
        {product.imageUrl ? (
          <img className="thumb" src={product.imageUrl} alt={product.name} />
        ) : (
          <div className="thumb" />
        )}
        <div>
          <h1>{product.name}</h1>
          <p className="price">{formatPrice(product.priceCents)}</p>
          <p>{product.description}</p>
          <p className="muted">{product.stock > 0 ? `${product.stock} in stock` : "Sold out"}</p>
          <AddToCart productId={product.id} priceCents={product.priceCents} />
          {isStaff && (
            <form action={setProductStock} className="stack">
              <input type="hidden" name="productId" value={product.id} />
              <input type="number" name="stock" defaultValue={product.stock} min={0} />
              <button className="button ghost">Update stock</button>
            </form>
          )}
        </div>
      </div>
      <h2>Reviews</h2>
      <ReviewList reviews={product.reviews} slug={slug} canDelete={user?.role === "ADMIN"} />
      {user && <ReviewForm productId={product.id} userId={user.id} slug={slug} />}
    </>
  );
}
