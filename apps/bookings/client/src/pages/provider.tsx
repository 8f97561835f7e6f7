import { useMutation, useQuery } from "@tanstack/react-query";
import { Star } from "lucide-react";
import { useState } from "react";
import { useLocation, useParams } from "wouter";
import { Assistant } from "@/components/assistant";
import { Button } from "@/components/ui/button";
import { Card, CardTitle } from "@/components/ui/card";
import { Input } from "@/components/ui/input";
import { useAuth } from "@/hooks/use-auth";
import { apiRequest } from "@/lib/queryClient";
import { sanitizeHtml } from "@/lib/sanitize";
import { formatPrice } from "@/lib/utils";
import type { Provider, Review, Service } from "@shared/schema";

type ProviderDetails = Provider & { services: Service[] };
type ReviewWithAuthor = Review & { author: { name: string } };

export default function ProviderPage() {
  const { id } = useParams<{ id: string }>();
  const { user } = useAuth();
  const [, navigate] = useLocation();
  const [date, setDate] = useState(new Date().toISOString().slice(0, 10));
  const [service, setService] = useState<Service | null>(null);
  const [coupon, setCoupon] = useState("");

  const { data: provider } = useQuery<ProviderDetails>({ queryKey: ["/api/providers", id] });
  const { data: reviews = [] } = useQuery<ReviewWithAuthor[]>({ queryKey: ["/api/providers", id, "reviews"] });
  const { data: slots = [] } = useQuery<string[]>({ queryKey: ["/api/providers", id, `slots?date=${date}`] });

  const book = useMutation({
    mutationFn: async (startsAt: string) => {
      const res = await apiRequest("POST", "/api/bookings", {
        serviceId: service!.id,
        startsAt,
        couponCode: coupon || undefined,
        requestKey: crypto.randomUUID(),
      });
      return res.json();
    },
    onSuccess: (booking) => navigate(`/checkout/${booking.id}`),
  });

  if (!provider) return null;

  return (
    <div className="grid gap-6 md:grid-cols-[2fr_1fr]">
      <div className="space-y-6">
        <h1 className="text-3xl font-semibold">{provider.displayName}</h1>
        <div className="prose" dangerouslySetInnerHTML={{ __html: sanitizeHtml(provider.bio) }} />

        <Card className="space-y-3">
          <CardTitle>Services</CardTitle>
          {provider.services.map((one) => (
            <button
              key={one.id}
              onClick={() => setService(one)}
              className={`flex w-full justify-between rounded-md border p-3 text-sm ${service?.id === one.id ? "border-primary" : ""}`}
            >
              <span>
                {one.title} · {one.durationMinutes} min
              </span>
              <span>{formatPrice(one.price)}</span>
            </button>
          ))}
        </Card>

        <Card className="space-y-3">
          <CardTitle>Reviews</CardTitle>
          {reviews.map((review) => (
            <div key={review.id} className="text-sm">
              <p className="flex items-center gap-1 font-medium">
                {review.author.name} <Star className="h-4 w-4" /> {review.rating}
              </p>
              <p>{review.body}</p>
            </div>
          ))}
        </Card>
      </div>

      <aside className="space-y-4">
        <Card className="space-y-3">
          <CardTitle>Book</CardTitle>
          <Input type="date" value={date} onChange={(e) => setDate(e.target.value)} />
          <Input value={coupon} onChange={(e) => setCoupon(e.target.value)} placeholder="Coupon" />
          <div className="grid grid-cols-3 gap-2">
            {slots.map((slot) => (
              <Button
                key={slot}
                variant="outline"
                disabled={!service || !user || book.isPending}
                onClick={() => book.mutate(slot)}
              >
                {slot.slice(11, 16)}
              </Button>
            ))}
          </div>
          {!user && <p className="text-sm text-muted-foreground">Please sign in to book.</p>}
          {book.error && <p className="text-sm text-red-600">{book.error.message}</p>}
        </Card>
        {user && <Assistant providerId={provider.id} />}
      </aside>
    </div>
  );
}
