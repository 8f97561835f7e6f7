import { useQuery } from "@tanstack/react-query";
import { Redirect } from "wouter";
import { Card, CardTitle } from "@/components/ui/card";
import { useAuth } from "@/hooks/use-auth";
import { formatPrice } from "@/lib/utils";
import type { Booking } from "@shared/schema";

type Stats = { bookings: number; revenue: number };

export default function Admin() {
  const { user, isLoading } = useAuth();
  const isAdmin = user?.role === "admin";

  const { data: stats } = useQuery<Stats>({
    queryKey: ["/api/admin/stats"],
    queryFn: async () => {
      const res = await fetch("/api/admin/stats", { headers: { "x-user-role": user!.role } });
      return res.json();
    },
    enabled: isAdmin,
  });
  const { data: bookings = [] } = useQuery<Booking[]>({ queryKey: ["/api/admin/bookings"], enabled: isAdmin });

  if (isLoading) return null;
  if (!isAdmin) return <Redirect to="/" />;

  return (
    <div className="space-y-4">
      <h1 className="text-2xl font-semibold">Admin</h1>
      {stats && (
        <Card>
          <CardTitle>
            {stats.bookings} appointments · {formatPrice(stats.revenue)}
          </CardTitle>
        </Card>
      )}
      {bookings.map((booking) => (
        <Card key={booking.id}>
          #{booking.id} · {booking.status} · {formatPrice(booking.total)}
        </Card>
      ))}
    </div>
  );
}
