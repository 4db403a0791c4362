using System.Buffers;
using System.Text;
using GenGateway.Errors;
using GenGateway.Surfaces;

namespace GenGateway.Tests.Surfaces;

public sealed class ErrorBodiesTests
{
    private static readonly Failure Wrong = new(FailureKind.InvalidValue, "n must be 1.") { Param = "n" };

    [Theory]
    [InlineData("/v1/chat/completions", """{"error":{"message":"n must be 1.","type":"invalid_request_error","param":"n","code":"invalid_value"}}""")]
    [InlineData("/", """{"error":{"message":"n must be 1.","type":"invalid_request_error","param":"n","code":"invalid_value"}}""")]
    [InlineData("/apiary", """{"error":{"message":"n must be 1.","type":"invalid_request_error","param":"n","code":"invalid_value"}}""")]
    [InlineData("/api/v1/inference", """{"error":"n must be 1.","request_id":"req-1"}""")]
    [InlineData("/API/V1", """{"error":"n must be 1.","request_id":"req-1"}""")]
    [InlineData("/transactions", """{"error":"n must be 1.","request_id":"req-1"}""")]
    [InlineData("/api/generate", """{"error":"Invalid JSON","details":"n must be 1."}""")]
    [InlineData("/api/v12", """{"error":"n must be 1."}""")]
    [InlineData("/api/chat", """{"error":"n must be 1."}""")]
    [InlineData("/v1/messages/count_tokens", """{"type":"error","error":{"type":"invalid_request_error","message":"n must be 1."},"request_id":"req-1"}""")]
    [InlineData("/sdapi/v1/txt2img", """{"detail":[{"loc":["body","n"],"msg":"n must be 1.","type":"value_error"}]}""")]
    public void Each_family_reads_its_own_shape(string path, string expected) => Assert.Equal(expected, Body(ErrorBody.ShapeOf(path), Wrong));

    [Fact]
    public void OpenAIs_param_is_null_where_no_field_is_at_fault() => Assert.Equal(
        """{"error":{"message":"Busy.","type":"rate_limit_error","param":null,"code":"queue_full"}}""",
        Body(ErrorShape.OpenAi, new Failure(FailureKind.QueueFull, "Busy.")));

    [Fact]
    public void Every_kind_can_be_written_in_every_shape()
    {
        foreach (var kind in FailureTable.Kinds)
        {
            foreach (var shape in Enum.GetValues<ErrorShape>())
                Assert.Contains("Said so.", Body(shape, new Failure(kind, "Said so.")), StringComparison.Ordinal);
        }
    }

    private static string Body(ErrorShape shape, Failure failure)
    {
        var output = new ArrayBufferWriter<byte>();
        ErrorBody.Write(output, shape, failure, "req-1");
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
