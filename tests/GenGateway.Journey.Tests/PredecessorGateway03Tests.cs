using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit.Pictures;

namespace GenGateway.Journey.Tests;

/// <summary>The document of the predecessor's version 0.3: its two YAML files and the commands that concern pictures, text, models, backends and health.</summary>
public sealed class PredecessorGateway03Tests : PredecessorGatewayTest
{
    private const string BackendsFile =
        """
        version: "1.0"

        backends:
          # 이미지 생성 백엔드
          image:
            - name: stable-diffusion
              type: image
              protocol: http
              endpoints:
                - "http://localhost:7860"
              health_check:
                path: /internal/ping
                interval_secs: 30

          # 텍스트 생성 백엔드
          text:
            - name: ollama
              type: text
              protocol: openai
              endpoints:
                - "http://localhost:11434/v1"
              models:
                - llama3
                - mistral
              capabilities:
                - chat
                - completion

            - name: openai
              type: text
              protocol: openai
              endpoints:
                - "https://api.openai.com/v1"
              auth:
                type: bearer
                token_env: OPENAI_API_KEY
              models:
                - gpt-4
                - gpt-3.5-turbo
        """;

    internal const string GatewayFile =
        """
        version: "1.0"

        server:
          host: "0.0.0.0"
          port: 8080

        auth:
          enabled: true
          api_keys:
            - "your-api-key-here"
          bypass_paths:
            - "/health"

        rate_limit:
          enabled: true
          global:
            requests_per_second: 100
            burst_size: 200
          per_client:
            requests_per_second: 10
        """;

    private const string Image =
        """
        curl -X POST http://localhost:8080/v1/images/generations \
          -H "Content-Type: application/json" \
          -H "Authorization: Bearer your-api-key" \
          -d '{
            "prompt": "산 위의 아름다운 일몰",
            "n": 1,
            "size": "1024x1024",
            "response_format": "url"
          }'
        """;

    private const string Chat =
        """
        curl -X POST http://localhost:8080/v1/chat/completions \
          -H "Content-Type: application/json" \
          -H "Authorization: Bearer your-api-key" \
          -d '{
            "model": "llama3",
            "messages": [
              {"role": "user", "content": "안녕하세요, 오늘 기분이 어떠신가요?"}
            ]
          }'
        """;

    private const string Completion =
        """
        curl -X POST http://localhost:8080/v1/completions \
          -H "Content-Type: application/json" \
          -H "Authorization: Bearer your-api-key" \
          -d '{
            "model": "llama3",
            "prompt": "빠른 갈색 여우가",
            "max_tokens": 50
          }'
        """;

    private const string Models =
        """
        curl http://localhost:8080/v1/models \
          -H "Authorization: Bearer your-api-key"
        """;

    private const string Health = "curl http://localhost:8080/health";

    private const string List =
        """
        curl http://localhost:8080/v1/backends \
          -H "Authorization: Bearer your-api-key"
        """;

    private const string ListText =
        """
        curl http://localhost:8080/v1/backends/text \
          -H "Authorization: Bearer your-api-key"
        """;

    private const string Add =
        """
        curl -X POST http://localhost:8080/v1/backends \
          -H "Content-Type: application/json" \
          -H "Authorization: Bearer your-api-key" \
          -d '{
            "name": "new-backend",
            "protocol": "http",
            "backend_type": "text",
            "endpoints": ["http://localhost:8000/v1"]
          }'
        """;

    private const string Remove =
        """
        curl -X DELETE http://localhost:8080/v1/backends/backend-name \
          -H "Authorization: Bearer your-api-key"
        """;

    [Fact]
    public async Task A_picture_is_made_by_the_Stable_Diffusion_of_the_file_and_its_link_serves_it()
    {
        var gateway = await StartAsync(Painting(Documented()));
        Assert.Equal((1024, 1024), FakePictureKind.PngSize(await LinkedAsync(gateway, await TypeAsync(gateway, Image))));
        Assert.Equal("산 위의 아름다운 일몰", WebUi.LastGeneration.Json["prompt"]!.GetValue<string>());
        Assert.Empty(Fake.Generations);
    }

    [Fact]
    public async Task Chat_reaches_the_backend_that_lists_the_model()
    {
        var gateway = await StartAsync(Documented());
        var answer = (await TypeAsync(gateway, Chat)).Expect(200);
        Assert.Equal("llama3", answer.GetProperty("model").GetString());
        Assert.False(string.IsNullOrEmpty(answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()));
        Assert.Equal("안녕하세요, 오늘 기분이 어떠신가요?", Fake.LastGeneration.Json["messages"]![0]!["content"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_completion_reaches_the_backend_that_lists_the_model()
    {
        var gateway = await StartAsync(Documented());
        var answer = (await TypeAsync(gateway, Completion)).Expect(200);
        Assert.False(string.IsNullOrEmpty(answer.GetProperty("choices")[0].GetProperty("text").GetString()));
        Assert.Equal("빠른 갈색 여우가", Fake.LastGeneration.Json["prompt"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_models_of_both_files_are_listed()
    {
        var gateway = await StartAsync(Documented());
        var ids = (await TypeAsync(gateway, Models)).Expect(200).GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()).ToArray();
        foreach (var id in new[] { "llama3", "mistral", "gpt-4", "gpt-3.5-turbo", "image/stable-diffusion" })
            Assert.Contains(id, ids);
    }

    [Fact]
    public async Task Health_is_told_without_a_key()
    {
        var gateway = await StartAsync(Documented());
        Assert.Contains((await TypeAsync(gateway, Health)).Expect(200).GetProperty("status").GetString(), new[] { "healthy", "degraded" });
    }

    [Fact]
    public async Task All_backends_are_listed()
    {
        var gateway = await StartAsync(Documented());
        var list = await TypeAsync(gateway, List);
        Assert.Equal("image", Backend(list, "stable-diffusion").GetProperty("type").GetString());
        Assert.Equal("text", Backend(list, "openai").GetProperty("type").GetString());
    }

    [Fact]
    public async Task Text_backends_are_listed()
    {
        var gateway = await StartAsync(Documented());
        var list = await TypeAsync(gateway, ListText);
        var ollama = Backend(list, "ollama");
        Assert.Equal(["llama3", "mistral"], ollama.GetProperty("models").EnumerateArray().Select(model => model.GetString()));
        Assert.Equal(["chat", "completion"], ollama.GetProperty("capabilities").EnumerateArray().Select(capability => capability.GetString()));
        Assert.DoesNotContain("stable-diffusion", list.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_backend_is_added_as_documented_and_answers()
    {
        var gateway = await StartAsync(Documented());
        Fake.Models = ["from-vllm"];
        Assert.True((await TypeAsync(gateway, Add, ("http://localhost:8000/v1", Fake.Endpoint))).Expect(200).GetProperty("success").GetBoolean());
        Assert.Equal("text", Backend(await TypeAsync(gateway, ListText), "new-backend").GetProperty("type").GetString());
        (await TypeAsync(gateway, Chat.Replace("llama3", "from-vllm", StringComparison.Ordinal))).Expect(200);
    }

    [Fact]
    public async Task A_backend_is_removed_as_documented()
    {
        var gateway = await StartAsync(Documented());
        (await TypeAsync(gateway, Add.Replace("new-backend", "backend-name", StringComparison.Ordinal), ("http://localhost:8000/v1", Fake.Endpoint))).Expect(200);
        Assert.True((await TypeAsync(gateway, Remove)).Expect(200).GetProperty("success").GetBoolean());
        Assert.Equal(404, (await TypeAsync(gateway, Remove)).Status);
    }

    [Fact]
    public async Task The_documented_variables_win_over_the_files()
    {
        var gateway = await StartAsync(Documented() with
        {
            Arguments = [],
            Environment = new Dictionary<string, string> { ["GEN_GATEWAY__SERVER__HOST"] = "127.0.0.1", ["GEN_GATEWAY__SERVER__PORT"] = "0", ["GEN_GATEWAY__AUTH__ENABLED"] = "false", ["RUST_LOG"] = "info" },
        });
        (await gateway.Client.GetAsync("/v1/backends", Token)).Expect(200);
    }

    private GatewayOptions Documented() => new()
    {
        Arguments = ["--host", "127.0.0.1", "--port", "0"],
        Files = new Dictionary<string, string>
        {
            ["config/backends.yaml"] = BackendsFile.Replace("http://localhost:11434/v1", Fake.Endpoint, StringComparison.Ordinal),
            ["config/gateway.yaml"] = GatewayFile.Replace("your-api-key-here", Key, StringComparison.Ordinal),
        },
    };
}
