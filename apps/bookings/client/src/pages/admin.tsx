import { useQuery } from "@tanstack/react-query";
import { Redirect } from "wouter";
import { Card, CardTitle } from "@/components/ui/card";
import { useAuth } from "@/hooks/use-auth";
import { formatPrice } from "@/lib/utils";
import type { Booking } from "@shared/schema";

type Stats = { bookings: number; revenue: number };
type Person = { id: number; email: string; name: string; role: string };

export default function Admin() {
  const { user, isLoading } = useAuth();
  const isAdmin = user?.role === "admin";

  const { data: stats } = useQuery<Stats>({ queryKey: ["/api/admin/stats"], enabled: isAdmin });
  const { data: people = [] } = useQuery<Person[]>({
    queryKey: ["/api/admin/users"],
    queryFn: async () => {
      const res = await fetch("/api/admin/users", { headers: { "x-user-role": user!.role } });
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
      <Card className="space-y-1 text-sm">
        <CardTitle>People</CardTitle>
        {people.map((person) => (
          <p key={person.id}>
            {person.name} · {person.email} · {person.role}
          </p>
        ))}
      </Card>
      {bookings.map((booking) => (
        <Card key={booking.id}>
          #{booking.id} · {booking.status} · {formatPrice(booking.total)}
        </Card>
      ))}
    </div>
  );
}
