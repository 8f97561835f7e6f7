import { useMutation, useQuery } from "@tanstack/react-query";
import { SupportForm } from "@/components/support-form";
import { Button } from "@/components/ui/button";
import { Card, CardTitle } from "@/components/ui/card";
import { useAuth } from "@/hooks/use-auth";
import { apiRequest, queryClient } from "@/lib/queryClient";
import { formatPrice } from "@/lib/utils";

type BookingRow = {
  id: number;
  startsAt: string;
  status: string;
  total: number;
  serviceTitle: string;
  providerName: string;
};

export default function Dashboard() {
  const { user } = useAuth();
  const { data: bookings = [] } = useQuery<BookingRow[]>({ queryKey: ["/api/bookings"], enabled: !!user });
  const cancel = useMutation({
    mutationFn: (id: number) => apiRequest("POST", `/api/bookings/${id}/cancel`),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["/api/bookings"] }),
  });

  if (!user) return <p>Please sign in to see your appointments.</p>;

  return (
    <div className="space-y-4">
      <h1 className="text-2xl font-semibold">Hello {user.name}</h1>
      <p className="text-sm text-muted-foreground">Your credit: {formatPrice(user.credits)}</p>
      {bookings.map((booking) => (
        <Card key={booking.id} className="flex items-center justify-between">
          <div>
            <CardTitle>{booking.serviceTitle}</CardTitle>
            <p className="text-sm text-muted-foreground">
              {booking.providerName} · {new Date(booking.startsAt).toLocaleString()} · {formatPrice(booking.total)} ·{" "}
              {booking.status}
            </p>
          </div>
          {booking.status === "pending" && (
            <Button variant="outline" onClick={() => cancel.mutate(booking.id)}>
              Cancel
            </Button>
          )}
        </Card>
      ))}
      <SupportForm email={user.email} />
    </div>
  );
}
