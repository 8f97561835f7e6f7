import { Link } from "react-router-dom";
import { ListingGrid } from "@/components/ListingCard";
import { Button } from "@/components/ui/button";
import { useListings } from "@/hooks/useListings";

const Index = () => {
  const { data: featured = [] } = useListings({ featured: true });
  const { data: newest = [] } = useListings({});

  return (
    <div className="space-y-12">
      <section className="rounded-xl bg-muted px-8 py-16 text-center">
        <h1 className="text-4xl font-semibold tracking-tight">Homeware with a past, homes with a future</h1>
        <p className="mx-auto mt-3 max-w-xl text-muted-foreground">
          Ceramics, lamps, chairs and prints from people who loved them first.
        </p>
        <Link to="/browse"><Button className="mt-6">Start browsing</Button></Link>
      </section>
      {featured.length > 0 && (
        <section className="space-y-4">
          <h2 className="text-xl font-semibold">Featured</h2>
          <ListingGrid listings={featured} />
        </section>
      )}
      <section className="space-y-4">
        <h2 className="text-xl font-semibold">Just listed</h2>
        <ListingGrid listings={newest} />
      </section>
    </div>
  );
};

export default Index;
