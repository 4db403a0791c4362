using System.Text;
using GenGateway.Surfaces.Ollama;

namespace GenGateway.Tests.Surfaces;

public sealed class OllamaManagementTests
{
    [Theory]
    [InlineData("""{"model":"m","x":"\ud800"}""", """{"model":"other","x":"\ud800"}""")]
    [InlineData("""{"\udc00":1,"model":"\ud800"}""", "{\"model\":\"other\",\"\uFFFD\":1}")]
    [InlineData("""{"model":"m","backend":"b","big":1e999}""", """{"model":"other","big":1e999}""")]
    public void What_else_a_body_has_goes_along_as_it_was_written(string body, string written)
    {
        Assert.True(ManagementBody.Read(Encoding.UTF8.GetBytes("\uFEFF" + body), "model").TryGet(out var read, out var failure), failure?.Message);
        Assert.Equal(written, Encoding.UTF8.GetString(read.Write("other").Span), ignoreCase: true);
    }
}
