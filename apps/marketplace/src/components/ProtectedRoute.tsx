import { Navigate, Outlet } from "react-router-dom";
import { useAuth } from "@/hooks/useAuth";
import { useRoles } from "@/hooks/useRoles";

// Visitors are sent to the sign in page instead of an empty one
export const ProtectedRoute = () => {
  const { user, loading } = useAuth();
  if (loading) return <p>Loading…</p>;
  return user ? <Outlet /> : <Navigate to="/auth" replace />;
};

export const AdminRoute = () => {
  const { isAdmin, loading } = useRoles();
  if (loading) return <p>Loading…</p>;
  return isAdmin ? <Outlet /> : <Navigate to="/" replace />;
};
