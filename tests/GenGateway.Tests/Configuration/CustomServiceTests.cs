namespace GenGateway.Tests.Configuration;

public sealed class CustomServiceTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void What_a_service_is_sent_is_read_with_the_types_that_stand_there()
    {
        var backend = _place.Yaml("""
            backends:
              image:
                - name: a
                  endpoints: ['http://a']
                  request:
                    method: put
                    path: /render
                    headers: { x-team: studio }
                    body:
                      text: "{{ prompt }}"
                      numbers: [1, -2.50, 1e3, "1", 007, 0x10, 1_000]
                      words: [true, False, yes, null, ~, "true", hello]
                      nested: { list: [ { deep: "by {{user}}" } ], empty: [], none: {} }
                      block: |
                        two
                        lines
                  response: { images: "$.images", seeds: "$.seeds[*]", error: $.message }
                  allowed_hosts: [cdn.example.com, "*.example.com", "[::1]:8443"]
            """).Config().Backends[0];

        Assert.Equal(("PUT", "/render", "studio"), (backend.Request!.Method, backend.Request.Path, backend.Request.Headers["x-team"]));
        Assert.Equal(
            """{"text":"{{ prompt }}","numbers":[1,-2.50,1e3,"1","007","0x10","1_000"],"words":[true,false,"yes",null,null,"true","hello"],"nested":{"list":[{"deep":"by {{user}}"}],"empty":[],"none":{}},"block":"two\nlines\n"}""",
            backend.Request.Body);
        Assert.Equal(("$.images", "$.seeds[*]", "$.message"), (backend.Response!.Images.Text, backend.Response.Seeds!.Text, backend.Response.Error!.Text));
        Assert.Equal(["cdn.example.com", "*.example.com", "[::1]:8443"], backend.AllowedHosts);
    }

    [Fact]
    public void Toml_knows_types_by_its_quotes()
    {
        var backend = _place.Write("config/default.toml", """
            [[backends]]
            name = "a"
            type = "image"
            endpoints = ["http://a"]
            [backends.request]
            path = "/render"
            [backends.request.body]
            text = "{{prompt}}"
            steps = 20
            level = "20"
            fast = true
            [backends.response]
            images = "$.images"
            """).Config().Backends[0];

        Assert.Equal("""{"text":"{{prompt}}","steps":20,"level":"20","fast":true}""", backend.Request!.Body);
    }

    [Theory]
    [InlineData("""request: {path: /r, body: {a: "{{promt}}"}}, response: {images: $.a}""", "request.body.a: '{{promt}}' is no field of a request; there are prompt, negative_prompt")]
    [InlineData("""request: {path: /r, body: {a: "{{promt}}"}}, response: {images: $.a}""", "did you mean {{prompt}}?")]
    [InlineData("""request: {path: /r, body: {a: [x, "{{prompt}"]}}, response: {images: $.a}""", "request.body.a[1]: '{{prompt}' opens a placeholder with {{ that no }} closes")]
    [InlineData("""request: {path: /r, body: {a: b}}, response: {images: a.b}""", "response.images: 'a.b' must be a path such as $.images[*]")]
    [InlineData("""request: {path: /r, body: {a: b}}, response: {images: $.a, seeds: '$..s'}""", "response.seeds: '$..s' must be a path")]
    [InlineData("""request: {path: /r, body: {a: b}}, response: {seeds: $.s}""", "response.images: needed with request")]
    [InlineData("""request: {path: /r, body: {a: b}}""", "response.images: needed with request")]
    [InlineData("""request: {path: /r}, response: {images: $.a}""", "request.body: needed")]
    [InlineData("""request: {path: /r, body: text}, response: {images: $.a}""", "request.body: this is a section")]
    [InlineData("""request: {path: r, body: {a: b}}, response: {images: $.a}""", "request.path: 'r' must begin with /")]
    [InlineData("""request: {path: '/{{model}}', body: {a: b}}, response: {images: $.a}""", "request.path: '/{{model}}' must be a path")]
    [InlineData("""request: {method: GET, path: /r, body: {a: b}}, response: {images: $.a}""", "request.method: 'GET' must be one of POST, PUT, PATCH")]
    [InlineData("""request: {path: /r, headers: {Authorization: Bearer hidden}, body: {a: b}}, response: {images: $.a}""", "request.headers: 'Authorization' is not written here: credentials stand under auth")]
    [InlineData("""request: {path: /r, headers: {'a b': c}, body: {a: b}}, response: {images: $.a}""", "'a b' must be the name of a header")]
    [InlineData("""request: {path: /r, headers: {x-a: "{{prompt}}"}, body: {a: b}}, response: {images: $.a}""", "must not have placeholders")]
    [InlineData("""response: {images: $.a}""", "response: belongs to request")]
    [InlineData("""dialect: a1111, request: {path: /r, body: {a: b}}, response: {images: $.a}""", "keep one of them")]
    [InlineData("""protocol: a1111, request: {path: /r, body: {a: b}}, response: {images: $.a}""", "request: belongs to protocol: http, and the protocol is a1111")]
    [InlineData("""allowed_hosts: ['https://cdn.example.com']""", "allowed_hosts[0]: 'https://cdn.example.com' must be a host without scheme and path")]
    [InlineData("""allowed_hosts: ['*']""", "must be a host without scheme")]
    [InlineData("""allowed_hosts: ['*.10.0.0.7']""", "must be a host without scheme")]
    [InlineData("""allowed_hosts: ['a.*.b']""", "must be a host without scheme")]
    public void What_cannot_work_is_told_with_its_place(string settings, string words)
    {
        var error = _place.Yaml($"backends: {{image: [{{name: a, endpoints: ['http://a'], {settings}}}]}}").Error();
        Assert.StartsWith("config/gateway.yaml:1:", error, StringComparison.Ordinal);
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", error, StringComparison.Ordinal);
    }
}
