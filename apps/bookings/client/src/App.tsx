import { QueryClientProvider } from "@tanstack/react-query";
import { Route, Switch } from "wouter";
import { Header } from "@/components/header";
import { queryClient } from "@/lib/queryClient";
import Admin from "@/pages/admin";
import AuthPage from "@/pages/auth-page";
import Checkout from "@/pages/checkout";
import Dashboard from "@/pages/dashboard";
import Home from "@/pages/home";
import NotFound from "@/pages/not-found";
import ProviderPage from "@/pages/provider";

function Router() {
  return (
    <Switch>
      <Route path="/" component={Home} />
      <Route path="/auth" component={AuthPage} />
      <Route path="/practitioners/:id" component={ProviderPage} />
      <Route path="/checkout/:id" component={Checkout} />
      <Route path="/dashboard" component={Dashboard} />
      <Route path="/admin" component={Admin} />
      <Route component={NotFound} />
    </Switch>
  );
}

export default function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <Header />
      <main className="mx-auto max-w-5xl px-4 py-8">
        <Router />
      </main>
    </QueryClientProvider>
  );
}
