using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;
using GenGateway.Journey.Tests.Upstreams;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Custom;
using GenGateway.TestKit.Pictures;
using GenGateway.TestKit.Wire;

namespace GenGateway.Journey.Tests.Images;

/// <summary>OpenAI's image route in front of a JSON service of one's own (<c>http</c> with <c>request</c>).</summary>
public sealed class CustomServiceTests : ImageTest
{
    private const string Body = """{ text: "{{prompt}}", not: "{{negative_prompt}}", count: "{{n}}", size: { w: "{{width}}", h: "{{height}}" }, rng: "{{seed}}", cfg: "{{guidance_scale}}", note: "{{prompt}} by {{user}}", fixed: [1, "1", true, null] }""";
    private const string Answer = """response: { images: "$.result[*].png", seeds: "$.result[*].seed", error: "$.message" }""";

    [Fact]
    public async Task Fields_go_where_the_template_has_them_and_keep_their_types()
    {
        var fake = Service();
        var gateway = await StartPaintingAsync(Entry("own", fake, Body));

        var answer = await gateway.Client.PostAsync(Generations, Asking("a \"Kätzchen\"").With("n", 2).With("size", "640x384").With("seed", 41).With("guidance_scale", 7.5).With("style", "vivid"), Token);

        Assert.Equal([41, 42], DataOf(answer.Expect(200)).Select(static item => item.GetProperty("seed").GetInt64()));
        var asked = Assert.Single(fake.Renderings);
        Assert.Equal(
            """{"text":"a \"Kätzchen\"","count":2,"size":{"w":640,"h":384},"rng":41,"cfg":7.5,"note":"a \"Kätzchen\" by ","fixed":[1,"1",true,null]}""",
            asked.Text);
        Assert.Equal(("PUT", "studio", "application/json"), (asked.Method, asked.Header("x-team"), asked.Header("Content-Type")));
        Assert.Equal("style", answer.Header("x-gengateway-dropped"));
        Assert.Equal(FakeService.PictureOf(42), await gateway.Client.PictureAsync(DataOf(answer.Json)[1].GetProperty("url").GetString(), Token));
    }

    [Fact]
    public async Task Whoever_is_not_told_how_many_makes_one_picture_a_call()
    {
        var fake = Service();
        var gateway = await StartPaintingAsync(Entry("own", fake, """{ text: "{{prompt}}", rng: "{{seed}}" }"""));

        var answer = await gateway.Client.PostAsync(Generations, Asking().With("n", 3).With("seed", 5).With("size", "64x64"), Token);

        Assert.Equal([5, 6, 7], DataOf(answer.Expect(200)).Select(static item => item.GetProperty("seed").GetInt64()));
        Assert.Equal(3, fake.Renderings.Count);
        Assert.Equal("size", answer.Header("x-gengateway-dropped"));
    }

    [Theory]
    [InlineData("data:image/png;base64,{0}")]
    [InlineData("/made/one")]
    [InlineData("made/one")]
    [InlineData("{1}/made/one")]
    public async Task A_picture_comes_as_base64_as_a_data_url_or_as_a_link_to_the_services_own_origin(string form)
    {
        var fake = Service();
        fake.Files["/made/one"] = FakeService.PictureOf(9);
        fake.Gives = picture => form.Replace("{0}", Convert.ToBase64String(picture), StringComparison.Ordinal).Replace("{1}", fake.Endpoint, StringComparison.Ordinal);
        var gateway = await StartPaintingAsync(Entry("own", fake, Body, Secret));

        var item = Assert.Single(DataOf((await gateway.Client.PostAsync(Generations, Asking().With("seed", 9).With("response_format", "b64_json"), Token)).Expect(200)));

        Assert.Equal(FakeService.PictureOf(9), InlineOf(item));
        Assert.All(fake.Traffic.Requests, static request => Assert.True(request.Holds(Key), request.Head));
    }

    [Fact]
    public async Task Another_host_is_asked_only_where_the_entry_allows_it_and_never_sees_the_credential()
    {
        var (fake, files) = (Service(), Service());
        files.Files["/one.png"] = FakeService.PictureOf(1);
        fake.Gives = _ => $"{files.Endpoint}/one.png";
        var gateway = await StartPaintingAsync(
            Entry("strict", fake, Body, Secret),
            Entry("open", fake, Body, Secret + $", allowed_hosts: [\"cdn.example.com\", \"127.0.0.1:{files.Url.Port}\"]"),
            Entry("portless", fake, Body, Secret + ", allowed_hosts: [127.0.0.1]"));

        foreach (var refused in (string[])["strict", "portless"])
        {
            var error = (await gateway.Client.PostAsync(Generations, Asking().With("backend", refused), Token)).ExpectError(502, "backend_error");
            Assert.Contains("allowed_hosts", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        }

        Assert.Empty(files.Traffic.Requests);
        var item = Assert.Single(DataOf((await gateway.Client.PostAsync(Generations, Asking().With("backend", "open").With("response_format", "b64_json"), Token)).Expect(200)));
        Assert.Equal(FakeService.PictureOf(1), InlineOf(item));
        Assert.False(Assert.Single(files.Traffic.Requests).Holds(Key));
    }

    [Fact]
    public async Task An_openai_backend_may_link_to_a_host_that_its_entry_allows_too()
    {
        var (painter, files) = (Painter(), Service());
        files.Files["/one.png"] = FakeService.PictureOf(1);
        painter.Behaviors.Standing = Behavior.Replying(WireReply.Of(200, new JsonObject { ["data"] = new JsonArray(new JsonObject { ["url"] = $"{files.Endpoint}/one.png" }) }));
        var gateway = await StartPaintingAsync(OpenAiEntry("painter", painter) + $", allowed_hosts: [\"127.0.0.1:{files.Url.Port}\"]");

        var item = Assert.Single(DataOf((await gateway.Client.PostAsync(Generations, Asking().With("model", "dall-e-2"), Token)).Expect(200)));

        Assert.Equal(FakeService.PictureOf(1), await gateway.Client.PictureAsync(item.GetProperty("url").GetString(), Token));
    }

    [Fact]
    public async Task A_redirect_of_an_allowed_host_is_not_followed()
    {
        var (fake, files) = (Service(), Service());
        files.Behaviors.Standing = Behavior.Replying(WireReply.Of(302, "", "text/plain").With("Location", fake.Endpoint));
        fake.Gives = _ => $"{files.Endpoint}/gone.png";
        var gateway = await StartPaintingAsync(Entry("own", fake, Body, $"allowed_hosts: [\"127.0.0.1:{files.Url.Port}\"]"));

        (await gateway.Client.PostAsync(Generations, Asking(), Token)).ExpectError(502, "backend_error");

        Assert.Single(files.Traffic.Requests);
        Assert.Single(fake.Traffic.Requests);
    }

    [Theory]
    [InlineData(500, 502, "backend_error")]
    [InlineData(422, 400, "backend_refused")]
    [InlineData(429, 429, "rate_limit_exceeded")]
    [InlineData(401, 502, "backend_error")]
    [InlineData(200, 502, "backend_error")]
    public async Task What_the_service_says_about_an_error_is_judged_and_never_told(int status, int told, string code)
    {
        var fake = Service();
        fake.Behaviors.Standing = Behavior.Replying(WireReply.Of(status, new JsonObject { ["message"] = "words of its own", ["result"] = new JsonArray() }));
        var gateway = await StartPaintingAsync(Entry("own", fake, Body));

        var answer = await gateway.Client.PostAsync(Generations, Asking(), Token);

        Assert.Equal(told, answer.Status);
        Assert.Equal(code, answer.Json.GetProperty("error").GetProperty("code").GetString());
        Assert.DoesNotContain("words of its own", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(200)]
    public async Task A_service_without_memory_or_without_a_place_for_the_given_picture_lets_another_try(int status)
    {
        var (small, large) = (Service(), Service());
        small.Behaviors.Standing = Behavior.Replying(WireReply.Of(status, new JsonObject { ["message"] = "CUDA out of memory" }));
        var gateway = await StartPaintingAsync(
            [Entry("small", small, Body, "models: [m]"), Entry("large", large, """{ text: "{{prompt}}", model: "{{model}}", from: "{{image}}", all: "{{images}}", as: "data:{{image_type}};base64,{{image}}", where: "{{mask}}" }""", "models: [{ id: m, upstream: big }]")],
            UpstreamSettings.Patient);
        var given = FakePng.Of(64, 64, 5);

        var made = await gateway.Client.PostAsync(Generations, Asking().With("model", "m"), Token);
        made.Expect(200);
        Assert.Equal("large", made.Header("x-gengateway-backend"));
        Assert.Equal("""{"text":"a cat","model":"big","as":"data:;base64,"}""", Assert.Single(large.Renderings).Text);

        var changed = await SendFormAsync(gateway, Edits, [("prompt", "a dog"), ("model", "m")], ("image", given), ("mask", given));
        changed.Expect(200);
        Assert.Equal("large", changed.Header("x-gengateway-backend"));
        var asked = large.Renderings[1].Json;
        var digits = Convert.ToBase64String(given);
        Assert.Equal((digits, digits, $"data:image/png;base64,{digits}", digits), (asked["from"]!.GetValue<string>(), asked["all"]![0]!.GetValue<string>(), asked["as"]!.GetValue<string>(), asked["where"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_large_picture_is_whole()
    {
        var fake = Service();
        var large = FakePng.Of(64, 64, 3, new string('x', 3 << 20));
        fake.Gives = _ => Convert.ToBase64String(large);
        var gateway = await StartPaintingAsync(Entry("own", fake, Body));

        var item = Assert.Single(DataOf((await gateway.Client.PostAsync(Generations, Asking(), Token)).Expect(200)));

        Assert.Equal(large, await gateway.Client.PictureAsync(item.GetProperty("url").GetString(), Token));
    }

    [Fact]
    public async Task A_service_that_is_added_over_the_api_gets_the_same_body()
    {
        var fake = Service();
        var gateway = await StartPaintingAsync(Entry("other", fake, Body));
        var added = new JsonObject
        {
            ["name"] = "added",
            ["protocol"] = "http",
            ["backend_type"] = "image",
            ["endpoints"] = new JsonArray(fake.Endpoint),
            ["health_check"] = new JsonObject { ["enabled"] = false },
            ["request"] = new JsonObject { ["path"] = "/render", ["body"] = new JsonObject { ["text"] = "{{prompt}}", ["count"] = "{{n}}", ["strict"] = true, ["level"] = 2.50 } },
            ["response"] = new JsonObject { ["images"] = "$['result'][0].png" },
        };

        (await gateway.Client.PostAsync("/v1/backends", added, Token)).Expect(200);
        (await gateway.Client.PostAsync(Generations, Asking().With("backend", "added"), Token)).Expect(200);

        Assert.Equal("""{"text":"a cat","count":1,"strict":true,"level":2.5}""", Assert.Single(fake.Renderings).Text);
    }

    private const string Key = "sk-own-7a2f";
    private const string Secret = $"auth: {{ type: bearer, token: {Key} }}";

    private FakeService Service() => Keep(new FakeService());

    private static string Entry(string name, FakeService fake, string body, string more = "max_n: 4") =>
        $"name: {name}, protocol: http, endpoints: [\"{fake.Endpoint}\"], request: {{ method: PUT, path: /render, headers: {{ x-team: studio }}, body: {body} }}, {Answer}, {more}";
}
