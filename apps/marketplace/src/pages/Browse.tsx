import { useState } from "react";
import { ListingGrid } from "@/components/ListingCard";
import { Button } from "@/components/ui/button";
import { Input, Select } from "@/components/ui/input";
import { useCategories, useListings } from "@/hooks/useListings";

const Browse = () => {
  const [query, setQuery] = useState("");
  const [categoryId, setCategoryId] = useState("");
  const [page, setPage] = useState(0);
  const { data: categories = [] } = useCategories();
  const { data: listings = [] } = useListings({ query, categoryId, page });

  return (
    <div className="space-y-6">
      <div className="flex gap-3">
        <Input placeholder="Search" value={query} onChange={(e) => { setQuery(e.target.value); setPage(0); }} />
        <Select className="max-w-48" value={categoryId} onChange={(e) => { setCategoryId(e.target.value); setPage(0); }}>
          <option value="">All categories</option>
          {categories.map((category) => <option key={category.id} value={category.id}>{category.name}</option>)}
        </Select>
      </div>
      <ListingGrid listings={listings} />
      <div className="flex justify-center gap-3">
        <Button variant="outline" disabled={page === 0} onClick={() => setPage(page - 1)}>Previous</Button>
        <Button variant="outline" disabled={listings.length < 24} onClick={() => setPage(page + 1)}>Next</Button>
      </div>
    </div>
  );
};

export default Browse;
