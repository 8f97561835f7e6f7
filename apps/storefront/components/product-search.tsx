"use client";

import { useState } from "react";
import { ProductCard, type ProductSummary } from "@/components/product-card";

export function ProductSearch() {
  const [products, setProducts] = useState<ProductSummary[]>([]);

  async function search(q: string) {
    if (q.length < 2) return setProducts([]);
    const res = await fetch(`/api/products/search?q=${encodeURIComponent(q)}`);
    const data = await res.json();
    setProducts(data.products ?? []);
  }

  return (
    <div>
      <input placeholder="Search products…" onChange={(e) => search(e.target.value)} />
      <div className="grid">
        {products.map((product) => (
          <ProductCard key={product.id} product={product} />
        ))}
      </div>
    </div>
  );
}
