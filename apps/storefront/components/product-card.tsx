import Link from "next/link";
import { formatPrice } from "@/lib/format";

export type ProductSummary = {
  id: string;
  slug: string;
  name: string;
  priceCents: number;
  imageUrl: string | null;
};

export function ProductCard({ product }: { product: ProductSummary }) {
  return (
    <Link className="card" href={`/products/${product.slug}`}>
      {product.imageUrl ? <img src={product.imageUrl} alt={product.name} /> : <div className="thumb" />}
      <h3>{product.name}</h3>
      <p className="price">{formatPrice(product.priceCents)}</p>
    </Link>
  );
}
