import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { Button } from "@/components/ui/button";
import { Card, CardTitle } from "@/components/ui/card";
import { Input } from "@/components/ui/input";
import type { Provider } from "@shared/schema";

export default function Home() {
  const [q, setQ] = useState("");
  const [results, setResults] = useState<any[] | null>(null);
  const { data: providers = [], isLoading } = useQuery<Provider[]>({ queryKey: ["/api/providers"] });

  async function search(e: React.FormEvent) {
    e.preventDefault();
    const res = await fetch(`/api/providers/search?q=${encodeURIComponent(q)}`);
    setResults(await res.json());
  }

  return (
    <div className="space-y-8">
      <section className="space-y-4 py-6 text-center">
        <h1 className="text-4xl font-semibold">Breathe out. We have your hour.</h1>
        <p className="text-muted-foreground">Massage, yoga and physiotherapy near you.</p>
        <form onSubmit={search} className="mx-auto flex max-w-md gap-2">
          <Input value={q} onChange={(e) => setQ(e.target.value)} placeholder="Thai massage, vinyasa…" />
          <Button>
            <Search className="h-4 w-4" /> Search
          </Button>
        </form>
      </section>

      {results && (
        <section className="grid gap-4 sm:grid-cols-2">
          {results.map((one) => (
            <Card key={one.id}>
              <CardTitle>
                <Link href={`/practitioners/${one.id}`}>{one.display_name}</Link>
              </CardTitle>
              <p className="text-sm text-muted-foreground">
                {one.specialty} · {one.city}
              </p>
            </Card>
          ))}
        </section>
      )}

      {isLoading && <p className="text-sm text-muted-foreground">Loading…</p>}
      <section className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {providers.map((provider) => (
          <Card key={provider.id} className="space-y-2">
            {provider.photoUrl && <img src={provider.photoUrl} alt="" className="h-40 w-full rounded-md object-cover" />}
            <CardTitle>{provider.displayName}</CardTitle>
            <p className="text-sm text-muted-foreground">
              {provider.specialty} · {provider.city}
            </p>
            <Button variant="outline" asChild>
              <Link href={`/practitioners/${provider.id}`}>See times</Link>
            </Button>
          </Card>
        ))}
      </section>
    </div>
  );
}
