using GenGateway.Admission;
using GenGateway.Configuration;
using GenGateway.Journey;
using GenGateway.Tests.Configuration;

namespace GenGateway.Tests.Admission;

public sealed class KeyRingTests
{
    [Fact]
    public void A_key_stands_for_its_name_scopes_and_models()
    {
        using var place = new Workplace();
        var ring = new KeyRing(place.Yaml(
            """
            auth:
              api_keys:
              - a-plain-key-of-these-tests
              - { name: studio, key: a-described-key-of-these-tests, scopes: [generate, "files:path"], models: ["openai/*"] }
            """).Config().Auth);

        Assert.True(ring.Asks);
        Assert.Null(ring.Find("somebody-elses"));
        var plain = ring.Find("a-plain-key-of-these-tests")!;
        Assert.Equal((Scopes.All, "config/gateway.yaml:3:5"), (plain.Scopes, plain.Name));
        var studio = ring.Find("a-described-key-of-these-tests"u8)!;
        Assert.Equal(("studio", Scopes.Generate | Scopes.FilesPath), (studio.Name, studio.Scopes));
        Assert.Equal(["openai/*"], studio.Models);
    }

    [Fact]
    public void Every_word_of_the_configuration_is_a_scope_and_every_scope_has_one()
    {
        Assert.Equal(ApiKey.AllScopes, ScopeNames.All.Select(ScopeNames.Of));
        Assert.Equal(ScopeNames.All, ApiKey.AllScopes.Select(static word => ScopeNames.Read([word.ToUpperInvariant()])));
        Assert.Equal((Scopes.All, Scopes.None), (ScopeNames.Read(ApiKey.AllScopes), ScopeNames.Read(["root"])));
    }

    [Fact]
    public void Looking_a_key_up_allocates_nothing()
    {
        using var place = new Workplace();
        var ring = new KeyRing(place.Yaml("auth: { api_keys: [a-plain-key-of-these-tests, another-plain-key] }").Config().Auth);
        for (var i = 0; i < 100; i++)
            ring.Find("another-plain-key");

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            ring.Find("another-plain-key");
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Among_ten_thousand_keys_each_is_found_and_a_hundred_thousand_wrong_ones_leave_nothing_behind()
    {
        using var place = new Workplace();
        var auth = place.Config().Auth;
        var ring = new KeyRing(auth with { ApiKeys = new ApiKeySet(Enumerable.Range(0, 10_000).Select(static number => ApiKey.From(new Secret($"key-{number}"), default))) });
        Assert.All(Enumerable.Range(0, 10_000), number => Assert.NotNull(ring.Find($"key-{number}")));
        var wrong = Enumerable.Range(0, 1000).Select(static number => $"wrong-{number}").ToArray();

        // Once before, so that what the runtime makes at a first call is not counted.
        Assert.All(wrong, text => Assert.Null(ring.Find(text)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100_000; i++)
        {
            if (ring.Find(wrong[i % wrong.Length]) is not null)
                Assert.Fail("A wrong key was taken.");
        }

        // The runtime may compile the loop anew meanwhile; a byte for each would be a hundred thousand.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
    }

    [Fact]
    public void Where_keys_were_none_that_count_opens_nothing()
    {
        using var place = new Workplace();
        var auth = place.Config().Auth;
        var ring = new KeyRing(auth);
        Assert.False(ring.Asks);
        ring.Use(auth, asksAnyway: true);
        Assert.True(ring.Asks);
        ring.Use(auth with { Enabled = false }, asksAnyway: true);
        Assert.False(ring.Asks);
    }
}
