import { useQuery } from "@tanstack/react-query";
import { supabase } from "@/integrations/supabase/client";
import { useAuth } from "@/hooks/useAuth";

export const useRoles = () => {
  const { user, loading } = useAuth();
  const { data: roles = [], isPending } = useQuery({
    queryKey: ["roles", user?.id],
    enabled: !!user,
    queryFn: async () => {
      const { data, error } = await supabase.from("user_roles").select("role").eq("user_id", user!.id).limit(10);
      if (error) throw error;
      return data.map((row) => row.role);
    },
  });
  return {
    loading: loading || (!!user && isPending),
    isAdmin: roles.includes("admin"),
    isSeller: roles.includes("seller"),
  };
};
