using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PaymentCode.Benchmarks.Memory;

/// <summary>
/// Hands every object, array and string that firmware makes, or gets from the class library, to <see cref="HeapMeter.Of{T}"/>. What the class library
/// allocates for itself is not seen.
/// </summary>
internal sealed class AllocationRewriter : CSharpSyntaxRewriter
{
    private const string Meter = "global::PaymentCode.Benchmarks.Memory.HeapMeter.Of";
    private readonly SemanticModel _model;

    internal AllocationRewriter(SemanticModel model) => _model = model;

    public override SyntaxNode? VisitAttributeList(AttributeListSyntax node) => node;

    public override SyntaxNode? VisitObjectCreationExpression(ObjectCreationExpressionSyntax node)
    {
        bool isObject = _model.GetTypeInfo(node).Type is { IsReferenceType: true };
        SyntaxNode visited = base.VisitObjectCreationExpression(node)!;
        return isObject ? Counted((ExpressionSyntax)visited) : visited;
    }

    public override SyntaxNode? VisitArrayCreationExpression(ArrayCreationExpressionSyntax node) => Counted((ExpressionSyntax)base.VisitArrayCreationExpression(node)!);

    public override SyntaxNode? VisitBinaryExpression(BinaryExpressionSyntax node)
    {
        bool isText = node.IsKind(SyntaxKind.AddExpression)
            && _model.GetTypeInfo(node).Type?.SpecialType == SpecialType.System_String
            && !_model.GetConstantValue(node).HasValue
            && !(node.Parent is BinaryExpressionSyntax outer && outer.IsKind(SyntaxKind.AddExpression));
        SyntaxNode visited = base.VisitBinaryExpression(node)!;
        return isText ? Counted((ExpressionSyntax)visited) : visited;
    }

    public override SyntaxNode? VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        bool isMade = _model.GetSymbolInfo(node).Symbol is IMethodSymbol method
            && !SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, _model.Compilation.Assembly)
            && !method.ContainingAssembly.Name.StartsWith("PaymentCode.", StringComparison.Ordinal)
            && (method.ReturnType.SpecialType == SpecialType.System_String || method.ReturnType is IArrayTypeSymbol);
        SyntaxNode visited = base.VisitInvocationExpression(node)!;
        return isMade ? Counted((ExpressionSyntax)visited) : visited;
    }

    private static ExpressionSyntax Counted(ExpressionSyntax made) =>
        SyntaxFactory.InvocationExpression(
            SyntaxFactory.ParseExpression(Meter),
            SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(made.WithoutTrivia())))).WithTriviaFrom(made);
}
